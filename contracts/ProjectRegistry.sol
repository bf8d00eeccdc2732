// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Binding, IProjectRegistry, Offer, Program, RewardTerms} from "./interfaces/IProjectRegistry.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Offers} from "./libraries/Offers.sol";

/// @title Projects
/// @notice Holds what a project's owner decides; moves no money. A project belongs to whoever holds its token. What its
/// owner allowed others ends when the token changes hands: the project is paused, no gateway is authorised, and no version
/// takes tasks until the new owner publishes its program again.
contract ProjectRegistry is ERC721, IProjectRegistry {
    /* CONSTANTS */

    /// @notice Longest time a claim may leave for proving: a claimed task is blocked for that long.
    uint32 public constant MAX_CLAIM_SECONDS = 1 days;

    /// @notice Longest life of a task: its reserve cannot be withdrawn for that long.
    uint32 public constant MAX_LIFE_SECONDS = 30 days;

    /// @notice Most gas a dApp's callback may ask for; well below a block's 25M, so that settling always fits.
    uint32 public constant MAX_CALLBACK_GAS = 2_000_000;

    /// @notice Longest URI of a project file or gateway, in bytes.
    uint256 public constant MAX_URI_LENGTH = 2048;

    /// @notice vmTypes are below this, so that a prover's set of them fits one word.
    uint16 public constant VM_TYPE_LIMIT = 256;

    /// @notice Most matching results that a task may need.
    uint8 public constant MAX_REDUNDANCY = 8;

    /// @notice The attribute that says how many active provers of its VM type a project's tasks need to open.
    bytes32 public constant REQUIRED_PROVERS_KEY = "RequiredProverAmount";

    /* STORAGE */

    /// @dev Ordered so that submitting reads one slot of it. The counters never wrap: what would is refused.
    struct Project {
        // slot 0
        bool open; // the opposite of paused, so that a new project is paused
        uint16 requiredProvers;
        uint24 revision; // counts the changes of what offers say
        uint24 tenure; // counts the owners, from 1; what one of them allowed is void in the next one's
        address dapp;
        uint24 callbackGas;
        // the others: what offers are made of, and what nodes read
        RewardTerms terms; // claimSeconds is zero until they are set
        bytes32 hash;
        string uri;
    }

    /// @dev A published program, and whether tasks of it may be submitted.
    struct Version {
        // slot 0
        IVerifier verifier; // never zero once published
        uint16 vmType;
        Binding binding;
        uint24 tenure; // of the owner who published it last
        bool retired;
        // slot 1
        bytes32 programId;
    }

    /// @dev The newest offer of a version, and the project's revision it was made of. It is made of active versions only,
    /// and forgotten when they are retired, so that submitting need not look at the version.
    struct NewestOffer {
        address offer;
        uint24 revision;
    }

    uint256 private _lastProjectId;
    mapping(uint256 projectId => Project) private _projects;
    mapping(uint256 projectId => mapping(bytes32 version => Version)) private _versions;
    mapping(uint256 projectId => mapping(bytes32 version => NewestOffer)) private _offers;
    mapping(uint256 projectId => mapping(address gateway => uint24 tenure)) private _gateways;
    mapping(uint256 projectId => mapping(bytes32 key => bytes)) private _attributes;

    constructor() ERC721("W3bstream Project", "W3BP") {}

    /// @dev Reverts for a project that does not exist too: nobody owns it.
    modifier onlyProjectOwner(uint256 projectId) {
        require(isOwner(projectId, msg.sender), NotProjectOwner(projectId, msg.sender));
        _;
    }

    /* ONLY THE PROJECT'S OWNER */

    /// @inheritdoc IProjectRegistry
    function setConfig(uint256 projectId, string calldata uri, bytes32 hash) external onlyProjectOwner(projectId) {
        uint256 length = bytes(uri).length;
        require(length != 0 && length <= MAX_URI_LENGTH && hash != 0, InvalidConfig());

        Project storage project = _projects[projectId];
        project.uri = uri;
        project.hash = hash;
        emit ProjectConfigUpdated(projectId, uri, hash);
    }

    /// @inheritdoc IProjectRegistry
    function publishProgram(
        uint256 projectId,
        bytes32 version,
        Program calldata newProgram
    ) external onlyProjectOwner(projectId) {
        require(
            version != 0 &&
                newProgram.programId != 0 &&
                newProgram.vmType != 0 &&
                newProgram.vmType < VM_TYPE_LIMIT &&
                address(newProgram.verifier).code.length != 0,
            InvalidProgram()
        );
        uint24 tenure = _projects[projectId].tenure;
        if (_isPublished(projectId, version)) {
            Version storage known = _versions[projectId][version];
            require(!known.retired, ProgramIsRetired(projectId, version));
            // What relies on a version relies on its program: nobody can change it, a new owner can only confirm it.
            require(
                known.tenure != tenure &&
                    known.verifier == newProgram.verifier &&
                    known.vmType == newProgram.vmType &&
                    known.binding == newProgram.binding &&
                    known.programId == newProgram.programId,
                ProgramAlreadyPublished(projectId, version)
            );
            known.tenure = tenure;
        } else {
            _versions[projectId][version] = Version({
                verifier: newProgram.verifier,
                vmType: newProgram.vmType,
                binding: newProgram.binding,
                tenure: tenure,
                retired: false,
                programId: newProgram.programId
            });
        }
        emit ProgramPublished(projectId, version, newProgram);
    }

    /// @inheritdoc IProjectRegistry
    function retireProgram(uint256 projectId, bytes32 version) external onlyProjectOwner(projectId) {
        require(_isPublished(projectId, version), ProgramNotFound(projectId, version));
        Version storage known = _versions[projectId][version];
        require(!known.retired, ProgramIsRetired(projectId, version));

        known.retired = true;
        delete _offers[projectId][version];
        emit ProgramRetired(projectId, version);
    }

    /// @inheritdoc IProjectRegistry
    function setRewardTerms(uint256 projectId, RewardTerms calldata terms) external onlyProjectOwner(projectId) {
        require(
            terms.minReward <= terms.maxReward &&
                terms.claimSeconds != 0 &&
                terms.claimSeconds <= MAX_CLAIM_SECONDS &&
                terms.claimSeconds <= terms.lifeSeconds &&
                terms.lifeSeconds <= MAX_LIFE_SECONDS &&
                terms.redundancy != 0 &&
                terms.redundancy <= MAX_REDUNDANCY,
            InvalidTerms()
        );

        Project storage project = _projects[projectId];
        project.terms = terms;
        ++project.revision;
        emit RewardTermsSet(projectId, terms);
    }

    /// @inheritdoc IProjectRegistry
    function setGateway(
        uint256 projectId,
        address gateway,
        bool authorised,
        string calldata uri
    ) external onlyProjectOwner(projectId) {
        require(bytes(uri).length <= MAX_URI_LENGTH, InvalidConfig());

        _gateways[projectId][gateway] = authorised ? _projects[projectId].tenure : 0;
        // The URI is for nodes alone: the event carries it, no contract reads it.
        emit GatewaySet(projectId, gateway, authorised, uri);
    }

    /// @inheritdoc IProjectRegistry
    function setAttributes(
        uint256 projectId,
        bytes32[] calldata keys,
        bytes[] calldata values
    ) external onlyProjectOwner(projectId) {
        require(keys.length == values.length, LengthMismatch());

        for (uint256 i = 0; i < keys.length; ++i) {
            if (keys[i] == REQUIRED_PROVERS_KEY) _projects[projectId].requiredProvers = _proverAmount(values[i]);
            _attributes[projectId][keys[i]] = values[i];
            emit AttributeSet(projectId, keys[i], values[i]);
        }
    }

    /// @inheritdoc IProjectRegistry
    function bindDapp(uint256 projectId, address newDapp, uint32 callbackGas) external onlyProjectOwner(projectId) {
        require(callbackGas <= MAX_CALLBACK_GAS, CallbackGasTooHigh(callbackGas, MAX_CALLBACK_GAS));

        Project storage project = _projects[projectId];
        project.dapp = newDapp;
        project.callbackGas = uint24(callbackGas); // MAX_CALLBACK_GAS fits
        ++project.revision;
        emit DappBound(projectId, msg.sender, newDapp);
        emit DappGasSet(projectId, callbackGas);
    }

    /// @inheritdoc IProjectRegistry
    function pause(uint256 projectId) external onlyProjectOwner(projectId) {
        Project storage project = _projects[projectId];
        require(project.open, ProjectIsPaused(projectId));

        _close(projectId);
    }

    /// @inheritdoc IProjectRegistry
    function resume(uint256 projectId) external onlyProjectOwner(projectId) {
        Project storage project = _projects[projectId];
        require(!project.open, ProjectNotPaused(projectId));
        require(project.hash != 0 && project.terms.claimSeconds != 0, ProjectNotReady(projectId));

        project.open = true;
        emit ProjectResumed(projectId);
    }

    /* ANYONE */

    /// @inheritdoc IProjectRegistry
    function register() external returns (uint256 projectId) {
        projectId = ++_lastProjectId;
        // Not _safeMint: whoever calls this function by name knows what it gets, and need not be called back.
        _mint(msg.sender, projectId);
        emit ProjectRegistered(projectId, msg.sender);
    }

    /// @inheritdoc IProjectRegistry
    function offerFor(
        uint256 projectId,
        bytes32 version,
        address gateway
    ) external returns (address offer, uint256 requiredProvers) {
        Project storage project = _projects[projectId];
        require(project.open, ProjectIsPaused(projectId));
        require(isGateway(projectId, gateway), GatewayNotAuthorised(projectId, gateway));

        NewestOffer storage newest = _offers[projectId][version];
        offer = newest.offer;
        if (offer == address(0) || newest.revision != project.revision) {
            offer = _makeOffer(projectId, version);
            newest.offer = offer;
            newest.revision = project.revision;
        }
        return (offer, project.requiredProvers);
    }

    /* VIEWS */

    /// @inheritdoc IProjectRegistry
    function exists(uint256 projectId) external view returns (bool) {
        return _ownerOf(projectId) != address(0);
    }

    /// @inheritdoc IProjectRegistry
    function isOwner(uint256 projectId, address account) public view returns (bool) {
        return account != address(0) && _ownerOf(projectId) == account;
    }

    /// @inheritdoc IProjectRegistry
    function config(uint256 projectId) external view returns (string memory uri, bytes32 hash) {
        Project storage project = _projects[projectId];
        return (project.uri, project.hash);
    }

    /// @inheritdoc IProjectRegistry
    function program(uint256 projectId, bytes32 version) public view returns (Program memory) {
        require(_isPublished(projectId, version), ProgramNotFound(projectId, version));
        Version storage known = _versions[projectId][version];
        return
            Program({
                verifier: known.verifier,
                vmType: known.vmType,
                binding: known.binding,
                programId: known.programId
            });
    }

    /// @inheritdoc IProjectRegistry
    function isActive(uint256 projectId, bytes32 version) external view returns (bool) {
        if (!_isPublished(projectId, version)) return false;
        Version storage known = _versions[projectId][version];
        return !known.retired && known.tenure == _projects[projectId].tenure;
    }

    /// @inheritdoc IProjectRegistry
    function rewardTerms(uint256 projectId) external view returns (RewardTerms memory) {
        return _projects[projectId].terms;
    }

    /// @inheritdoc IProjectRegistry
    function attribute(uint256 projectId, bytes32 key) external view returns (bytes memory) {
        return _attributes[projectId][key];
    }

    /// @inheritdoc IProjectRegistry
    function isGateway(uint256 projectId, address gateway) public view returns (bool) {
        uint24 tenure = _gateways[projectId][gateway]; // zero for none; of no project, for its first owner's is 1
        return tenure != 0 && tenure == _projects[projectId].tenure;
    }

    /// @inheritdoc IProjectRegistry
    function isPaused(uint256 projectId) external view returns (bool) {
        return !_projects[projectId].open;
    }

    /// @inheritdoc IProjectRegistry
    function dapp(uint256 projectId) external view returns (address, uint32) {
        Project storage project = _projects[projectId];
        return (project.dapp, project.callbackGas);
    }

    /// @inheritdoc IProjectRegistry
    function readOffer(address offer) external view returns (Offer memory) {
        require(offer.code.length == Offers.SIZE, OfferNotFound(offer));
        return Offers.load(offer);
    }

    /* PRIVATE */

    /// @dev Each change of hands, and the registration, begins a tenure: what was allowed in the last one is void. The
    /// revision makes offers of it void too, so that the next one is made of what is active then.
    function _update(address to, uint256 projectId, address auth) internal override returns (address from) {
        from = super._update(to, projectId, auth);
        Project storage project = _projects[projectId];
        ++project.tenure;
        ++project.revision;
        if (project.open) _close(projectId);
    }

    function _close(uint256 projectId) private {
        _projects[projectId].open = false;
        emit ProjectPaused(projectId);
    }

    /// @dev A published program has a verifier: publishProgram refuses an address without code.
    function _isPublished(uint256 projectId, bytes32 version) private view returns (bool) {
        return address(_versions[projectId][version].verifier) != address(0);
    }

    function _makeOffer(uint256 projectId, bytes32 version) private returns (address offer) {
        Project storage project = _projects[projectId];
        Program memory published = program(projectId, version);
        Version storage known = _versions[projectId][version];
        require(!known.retired, ProgramIsRetired(projectId, version));
        require(known.tenure == project.tenure, ProgramNotConfirmed(projectId, version));
        RewardTerms memory terms = project.terms;
        Offer memory content = Offer({
            projectId: projectId,
            version: version,
            verifier: published.verifier,
            vmType: published.vmType,
            binding: published.binding,
            programId: published.programId,
            token: terms.token,
            minReward: terms.minReward,
            maxReward: terms.maxReward,
            rampSeconds: terms.rampSeconds,
            collateral: terms.collateral,
            claimSeconds: terms.claimSeconds,
            lifeSeconds: terms.lifeSeconds,
            redundancy: terms.redundancy,
            dapp: project.dapp,
            callbackGas: project.callbackGas
        });
        offer = Offers.store(content);
        emit OfferMade(offer, projectId, version, content);
    }

    function _proverAmount(bytes calldata value) private pure returns (uint16) {
        if (value.length == 0) return 0;
        require(value.length == 32, InvalidAttribute(REQUIRED_PROVERS_KEY));
        uint256 amount = uint256(bytes32(value));
        require(amount <= type(uint16).max, InvalidAttribute(REQUIRED_PROVERS_KEY));
        return uint16(amount);
    }
}

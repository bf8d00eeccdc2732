// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {ProjectRegistry} from "../../../../contracts/ProjectRegistry.sol";
import {ProverRegistry} from "../../../../contracts/ProverRegistry.sol";
import {TaskManager} from "../../../../contracts/TaskManager.sol";
import {Binding, Program, RewardTerms} from "../../../../contracts/interfaces/IProjectRegistry.sol";
import {MockToken} from "../../../../contracts/test/MockToken.sol";
import {MacVerifier} from "./MacVerifier.sol";
import {MoodyDapp} from "./MoodyDapp.sol";
import {vm} from "./Vm.sol";

/// @title The contracts, and those who use and abuse them
/// @dev The clock is kept here: every action sets the block's time to it.
abstract contract World {
    bytes32 internal constant VERSION = "v1.0.0";
    bytes32 internal constant PROGRAM = keccak256("program");
    bytes32 internal constant SECRET = keccak256("secret");
    uint16 internal constant VM_TYPE = 5;
    address internal constant IOTX = address(0);
    address internal constant TREASURY = address(0x7EA);
    /// @dev Projects have the ids 1 to PROJECTS.
    uint256 internal constant PROJECTS = 3;

    uint256 internal clock = 1_700_000_000; // Unix time
    TaskManager internal tasks;
    ProjectRegistry internal projects;
    ProverRegistry internal registry;
    MacVerifier internal verifier;
    MoodyDapp internal dapp;
    MockToken internal token;

    address[] internal owners = [address(0x1001), address(0x1002)];
    address[] internal gateways = [address(0x2001), address(0x2002), address(0x2003)];
    address[] internal provers = [address(0x3001), address(0x3002), address(0x3003), address(0x3004), address(0x3005)];
    /// @dev In the provers' order; the last two are their own operators.
    address[] internal operators = [
        address(0x4001),
        address(0x4002),
        address(0x4003),
        address(0x3004),
        address(0x3005)
    ];
    address[] internal thieves = [address(0x6001), address(0x6002)];
    /// @dev All of them, and the treasury: whoever money can be owed to.
    address[] internal everyone;

    constructor() {
        uint256 nonce = vm.getNonce(address(this));
        projects = new ProjectRegistry();
        registry = new ProverRegistry(vm.computeCreateAddress(address(this), nonce + 2));
        tasks = new TaskManager(projects, registry, TREASURY);
        verifier = new MacVerifier(SECRET);
        dapp = new MoodyDapp();
        token = new MockToken();
        _introduce(owners);
        _introduce(gateways);
        _introduce(provers);
        _introduce(operators);
        _introduce(thieves);
        everyone.push(TREASURY);
        everyone.push(address(dapp));
    }

    /// @dev Terms of the three projects: IOTX with a ramp; a token, no collateral, a dApp; three results of each task.
    function _termsOf(uint256 projectId) internal view returns (RewardTerms memory) {
        return
            RewardTerms({
                token: projectId == 2 ? address(token) : IOTX,
                minReward: 1 ether,
                maxReward: 3 ether + 1,
                rampSeconds: 97,
                collateral: projectId == 2 ? 0 : 10 ether,
                claimSeconds: 60,
                lifeSeconds: 300,
                redundancy: projectId == 3 ? 3 : 1
            });
    }

    function _program() internal view returns (Program memory) {
        return Program({verifier: verifier, vmType: VM_TYPE, binding: Binding.Native, programId: PROGRAM});
    }

    /// @dev Makes a call as somebody, with a value that is given to them for it.
    function _as(address who, address target, uint256 value, bytes memory data) internal returns (bool ok) {
        vm.warp(clock);
        vm.deal(who, who.balance + value);
        vm.prank(who);
        (ok, ) = target.call{value: value}(data);
        if (!ok) vm.deal(who, who.balance - value);
    }

    function _as(address who, address target, bytes memory data) internal returns (bool ok) {
        return _as(who, target, 0, data);
    }

    /// @dev One of them, any number standing for one.
    function _one(address[] storage them, uint256 any) internal view returns (address) {
        return them[any % them.length];
    }

    function _introduce(address[] storage them) private {
        for (uint256 i = 0; i < them.length; ++i) {
            bool known = false;
            for (uint256 j = 0; j < everyone.length; ++j) known = known || everyone[j] == them[i];
            if (!known) everyone.push(them[i]);
        }
    }
}

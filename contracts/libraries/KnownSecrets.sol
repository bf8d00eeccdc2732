// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title Points of BN254 whose secret everybody knows: k times the generator for k from -16 to 16
/// @notice Where a key or a set-up has such a point, nobody had to keep a secret, and whoever likes forges proofs. The
/// classes of such keys and the reasons are in docs/verifiers.md; node/proving/keys/ knows more of them, off chain.
/// @dev A point and its opposite have the same x. The caller has checked that the points are in their groups.
library KnownSecrets {
    uint256 private constant COUNT = 16;

    /// @dev The x of 1 to 16 times the generator of G1, (1, 2).
    bytes private constant G1_MULTIPLES =
        hex"0000000000000000000000000000000000000000000000000000000000000001"
        hex"030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3"
        hex"0769bf9ac56bea3ff40232bcb1b6bd159315d84715b8e679f2d355961915abf0"
        hex"06a7b64af8f414bcbeef455b1da5208c9b592b83ee6599824caa6d2ee9141a76"
        hex"17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa9"
        hex"09f4ca411a3f52f4e0792fd9e792779856719215d3b32a762afe3d5b8c684af9"
        hex"17072b2ed3bb8d759a5325f477629386cb6fc6ecb801bd76983a6b86abffe078"
        hex"08b1d51d23480c10f472f5e93b9cfea88238c121fe155af7043937882c306a63"
        hex"039730ea8dff1254c0fee9c0ea777d29a9c710b7e616683f194f18c43b43b869"
        hex"09d3a257b99f1ad804a9e2354ea71c72da7fa518f4ca7904c6951d924b4045b4"
        hex"2a14705537b009189da8808651eecdb82482477fe92ac12ca8b71f80fc3d49ef"
        hex"25d32c471c8cd1ab9ac9b4118d040166f75ad9e4f36526b09fc0b7d1002bc851"
        hex"05e86f8cc8a7a4f10f56093465679f17f8b8c3fdb41469e408b529e030f52f3f"
        hex"15bf2bb17880144b5d1cd2b1f46eff9d617bffd1ca57c37fb5a49bd84e53cf66"
        hex"2d96b121486ab9da7bf549e57d2f8a6cc1983a336903524fb05dcd507457f63c"
        hex"17f485337f6e10fca0e385f7a93d1ac0a977e43995c3e4d9b8f89daa6a183f44";
    /// @dev The imaginary part of x of 1 to 16 times the generator of G2 (EIP-197). Points with another real part share
    /// it with a chance that is none.
    bytes private constant G2_MULTIPLES =
        hex"198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        hex"203e205db4f19b37b60121b83a7333706db86431c6d835849957ed8c3928ad79"
        hex"1014772f57bb9742735191cd5dcfe4ebbc04156b6878a0a7c9824f32ffb66e85"
        hex"290668479e567ad5a2485a93f976d784206f66f690a18c3f5a6d85c29571236f"
        hex"0a09ccf561b55fd99d1c1208dee1162457b57ac5af3759d50671e510e428b2a1"
        hex"1b4b60273ae700a7e2ffc04e19e316074a5977c8da56b75675927e2eee23772e"
        hex"2903ba015a9abde26a5d081e84551e63be0fd4516e46ee6d593edeba46362455"
        hex"03589520df85791604b5a2b720a21139aabdb41949d47779484b0db588bfa699"
        hex"0aa8c85149afecea43310a4e7b5aae63d4162e5d41a4df5beac827f1b7bd6783"
        hex"0566eed2b6bb584ca75fbe0ca9ffc98eb586c25812617df7e01a2b6d8270f0bf"
        hex"228b515a17f28b89920873207477f8c7fc05582debaf3184febf1cfdedc5ce88"
        hex"0486687755ad3e809546dbb3d53487dfada5d1130460685d9fa008b0854738c5"
        hex"009edaf0698a8c56f51139588acc094cee3c37d427bb6d2eab830aae529097d1"
        hex"2338fa808b805bff0213886f5632496481608c8e8eb83904af0abe720f2f11ac"
        hex"01ace10298838161fdd3a6bb5dd157a808c19d4dac316bb5c001f68ee586f30b"
        hex"27a819bcf5c2c30229550cc0d34ee9c923ee6c3033a89f0be27204893b112207";

    /// @dev Whether a point of G1 with this x is one of them.
    function isKnownG1(uint256 x) internal pure returns (bool) {
        return _contains(G1_MULTIPLES, x);
    }

    /// @dev Whether a point of G2 with this imaginary part of x is one of them.
    function isKnownG2(uint256 x1) internal pure returns (bool) {
        return _contains(G2_MULTIPLES, x1);
    }

    function _contains(bytes memory multiples, uint256 x) private pure returns (bool found) {
        assembly ("memory-safe") {
            let end := add(multiples, mul(32, COUNT))
            for {
                let at := multiples
            } lt(at, end) {} {
                at := add(at, 32)
                found := or(found, eq(mload(at), x))
            }
        }
    }
}

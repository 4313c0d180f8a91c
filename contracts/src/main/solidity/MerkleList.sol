// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {MerkleSum} from "./MerkleSum.sol";

/// @notice A Merkle tree whose number of leaves fixes each leaf's place (an odd node moves up as it is).
library MerkleList {
    /// @notice The root that a leaf's proof leads to.
    function rootOf(bytes32 leaf, uint64 index, uint64 leaves, bytes32[] calldata siblings)
        internal
        pure
        returns (bytes32 root)
    {
        if (index >= leaves) revert MerkleSum.BadProof();
        root = leaf;
        uint256 used;
        for (uint256 width = leaves; width > 1; width = (width + 1) >> 1) {
            if ((index ^ 1) < width) {
                if (used == siblings.length) revert MerkleSum.BadProof();
                bytes32 sibling = siblings[used++];
                root = index & 1 == 0 ? _node(root, sibling) : _node(sibling, root);
            }
            index >>= 1;
        }
        if (used != siblings.length) revert MerkleSum.BadProof();
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encode(left, right));
    }
}

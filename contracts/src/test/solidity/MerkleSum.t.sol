// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {MerkleSum} from "../../main/solidity/MerkleSum.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract MerkleSumTest is PoolFixture {
    function test_root_isJavas() public pure {
        // The same tree in Java: see PayoutTableTest.
        IRevenuePool.Leaf[] memory leaves = new IRevenuePool.Leaf[](3);
        leaves[0] = IRevenuePool.Leaf(address(1), 0, 10, creditsOf(1));
        leaves[1] = IRevenuePool.Leaf(address(2), 5, 20, creditsOf(2));
        leaves[2] = IRevenuePool.Leaf(address(3), 0, 30, creditsOf(3));
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        roots.receiptsRoot = bytes32(uint256(10));
        assertEq(roots.total, 60);
        assertEq(roots.payoutRoot, 0x6cf2799cd2ca2ed0360090d0d557087cdba653fd7cb5e6b992a92901fa17c26a);
        assertEq(hashOf(roots), 0xc9279e34405e106a59de51273a162f4cfed2713ad3ad4ddc5bbc8500bf8df3fa);
    }

    function testFuzz_rootOf_leadsEveryLeafToTheRoot(uint8 payees, uint128 seed) public view {
        IRevenuePool.Leaf[] memory leaves = leavesOf(bound(payees, 1, 20), seed);
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        for (uint256 i; i < leaves.length; ++i) {
            (bytes32 root, uint128 sum) = this.climb(leaves[i], proofOf(leaves, i), roots.payees);
            assertEq(root, roots.payoutRoot);
            assertEq(sum, roots.total);
        }
    }

    function testFuzz_rootOf_refusesAPlaceOutsideTheTable(uint64 index, uint8 payees) public {
        IRevenuePool.Leaf[] memory leaves = leavesOf(bound(payees, 1, 20), 1);
        IRevenuePool.Proof memory proof = proofOf(leaves, 0);
        proof.index = uint64(bound(index, leaves.length, type(uint64).max));
        vm.expectRevert(MerkleSum.BadProof.selector);
        this.climb(leaves[0], proof, uint64(leaves.length));
    }

    function test_rootOf_refusesProofsOfAnotherLength() public {
        IRevenuePool.Leaf[] memory leaves = leavesOf(5, 1);
        IRevenuePool.Proof memory proof = proofOf(leaves, 0);
        vm.expectRevert(MerkleSum.BadProof.selector);
        this.climb(leaves[0], proof, 9);
        vm.expectRevert(MerkleSum.BadProof.selector);
        this.climb(leaves[0], proof, 4);
    }

    function test_rootOf_refusesSumsThatOverflow() public {
        MerkleSum.Sibling[] memory siblings = new MerkleSum.Sibling[](1);
        siblings[0] = MerkleSum.Sibling(CREDITS, type(uint128).max);
        vm.expectRevert();
        this.climb(leaf(alice, 0, 1), IRevenuePool.Proof(0, siblings), 2);
    }

    /// Credits(root, count, sum, carry)
    function creditsOf(uint256 n) private pure returns (bytes32) {
        return keccak256(abi.encode(n, n, n, n));
    }

    function climb(IRevenuePool.Leaf calldata l, IRevenuePool.Proof calldata proof, uint64 payees)
        external
        pure
        returns (bytes32, uint128)
    {
        return MerkleSum.rootOf(hashOf(l), l.amount, proof.index, payees, proof.siblings);
    }

    function leavesOf(uint256 payees, uint128 seed) private pure returns (IRevenuePool.Leaf[] memory leaves) {
        leaves = new IRevenuePool.Leaf[](payees);
        for (uint256 i; i < payees; ++i) {
            uint128 amount = uint128(uint256(keccak256(abi.encode(seed, i))) % 1e30);
            leaves[i] = leaf(address(uint160(i + 1)), 0, amount);
        }
    }
}

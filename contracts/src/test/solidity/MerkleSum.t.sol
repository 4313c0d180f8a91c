// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {MerkleSum} from "../../main/solidity/MerkleSum.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract MerkleSumTest is PoolFixture {
    function test_root_isJavas() public pure {
        // The same tree in Java: see PayoutTableTest.
        IRevenuePool.Leaf[] memory leaves = new IRevenuePool.Leaf[](3);
        leaves[0] = IRevenuePool.Leaf(address(1), 0, 10, bytes32(uint256(1)));
        leaves[1] = IRevenuePool.Leaf(address(2), 5, 20, bytes32(uint256(2)));
        leaves[2] = IRevenuePool.Leaf(address(3), 0, 30, bytes32(uint256(3)));
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        roots.receiptsRoot = bytes32(uint256(10));
        assertEq(roots.total, 60);
        assertEq(roots.payoutRoot, 0x76cdef046db7f253417ebc7507c25089c36237264d624b0da702abe5b72c637a);
        assertEq(hashOf(roots), 0x1815a942ed1193a482c55ed7cce04a4fd14e42c09fea8e29b12c7d30406663cc);
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

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract PayoutBatchTest is PoolFixture {
    IRevenuePool.Leaf[] private leaves;

    function setUp() public {
        erc20.faucet(address(pool), 5000);
        for (uint160 i = 1; i <= 7; ++i) leaves.push(leaf(address(i * 1000), 0, uint128(i) * 100));
        post(leaves);
    }

    function test_claimMany_paysEveryone() public {
        claimAll();
        for (uint256 i; i < 7; ++i) assertEq(erc20.balanceOf(leaves[i].payee), leaves[i].amount);
        assertEq(pool.totalClaimed(), 2800);
    }

    function test_claimMany_passesOverWhoHasHadItAll() public {
        // Someone who claims for one payee first cannot spoil the batch.
        claim(leaves, 1, 3);
        claimAll();
        claimAll();
        assertEq(erc20.balanceOf(leaves[3].payee), 400);
        assertEq(pool.totalClaimed(), 2800);
    }

    function test_claimMany_passesOverThePoolItself() public {
        IRevenuePool.Leaf[] memory circular = table(leaves[0], leaf(address(pool), 0, 2700));
        propose(rootsOf(circular));
        activate();
        IRevenuePool.Proof[] memory proofs = new IRevenuePool.Proof[](2);
        (proofs[0], proofs[1]) = (proofOf(circular, 0), proofOf(circular, 1));
        vm.expectEmit();
        emit IRevenuePool.Unpaid(address(pool), 2700);
        pool.claimMany(postedAs(2, 2), circular, proofs);
        assertEq(erc20.balanceOf(leaves[0].payee), 100);
        assertEq(pool.claimed(address(pool)), 0);
        assertEq(pool.totalClaimed(), 100);
    }

    function test_claimMany_refusesAWrongLeaf() public {
        IRevenuePool.Proof[] memory proofs = allProofs();
        leaves[2].amount += 1;
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.UnknownRoot.selector, 1));
        pool.claimMany(postedAs(1, 7), leaves, proofs);
        assertEq(pool.totalClaimed(), 0);
    }

    function test_claimMany_refusesMissingProofs() public {
        vm.expectRevert(IRevenuePool.ProofsMissing.selector);
        pool.claimMany(postedAs(1, 7), leaves, new IRevenuePool.Proof[](6));
    }

    function test_claimMany_sameLeafTwicePaysOnce() public {
        IRevenuePool.Leaf[] memory twice = table(leaves[0], leaves[0]);
        IRevenuePool.Proof[] memory proofs = new IRevenuePool.Proof[](2);
        (proofs[0], proofs[1]) = (proofOf(leaves, 0), proofOf(leaves, 0));
        pool.claimMany(postedAs(1, 7), twice, proofs);
        assertEq(erc20.balanceOf(leaves[0].payee), 100);
    }

    function claimAll() private {
        pool.claimMany(postedAs(1, 7), leaves, allProofs());
    }

    function allProofs() private view returns (IRevenuePool.Proof[] memory proofs) {
        proofs = new IRevenuePool.Proof[](7);
        for (uint256 i; i < 7; ++i) proofs[i] = proofOf(leaves, i);
    }
}

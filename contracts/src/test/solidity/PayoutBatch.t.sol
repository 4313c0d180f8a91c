// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract PayoutBatchTest is PoolFixture {
    RevenuePool.Leaf[] private leaves;

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

    function test_claimMany_refusesAWrongLeaf() public {
        RevenuePool.Proof[] memory proofs = allProofs();
        leaves[2].amount += 1;
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.UnknownRoot.selector, 1));
        pool.claimMany(postedAs(1, 7), leaves, proofs);
        assertEq(pool.totalClaimed(), 0);
    }

    function test_claimMany_refusesMissingProofs() public {
        vm.expectRevert(RevenuePool.ProofsMissing.selector);
        pool.claimMany(postedAs(1, 7), leaves, new RevenuePool.Proof[](6));
    }

    function test_claimMany_sameLeafTwicePaysOnce() public {
        RevenuePool.Leaf[] memory twice = table(leaves[0], leaves[0]);
        RevenuePool.Proof[] memory proofs = new RevenuePool.Proof[](2);
        (proofs[0], proofs[1]) = (proofOf(leaves, 0), proofOf(leaves, 0));
        pool.claimMany(postedAs(1, 7), twice, proofs);
        assertEq(erc20.balanceOf(leaves[0].payee), 100);
    }

    function claimAll() private {
        pool.claimMany(postedAs(1, 7), leaves, allProofs());
    }

    function allProofs() private view returns (RevenuePool.Proof[] memory proofs) {
        proofs = new RevenuePool.Proof[](7);
        for (uint256 i; i < 7; ++i) proofs[i] = proofOf(leaves, i);
    }
}

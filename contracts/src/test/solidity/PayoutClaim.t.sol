// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {PoolFixture} from "./PoolFixture.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract PayoutClaimTest is PoolFixture {
    bytes32 private forAlice;
    bytes32 private forBob;

    function setUp() public {
        erc20.faucet(address(pool), 1000);
        forAlice = leaf(alice, 0, 700);
        forBob = leaf(bob, 0, 300);
    }

    function test_claim_paysThePayeeWhoeverSends() public {
        propose(root(forAlice, forBob), 1000);
        activate();
        pool.claim(alice, 0, 700, CREDITS, proofOf(forBob));
        pool.claim(bob, 0, 300, CREDITS, proofOf(forAlice));
        assertEq(erc20.balanceOf(alice), 700);
        assertEq(erc20.balanceOf(bob), 300);
        assertEq(pool.received(), 1000);
    }

    function test_claim_onlyOnce() public {
        propose(root(forAlice, forBob), 1000);
        activate();
        pool.claim(alice, 0, 700, CREDITS, proofOf(forBob));
        vm.expectRevert(RevenuePool.NothingToClaim.selector);
        pool.claim(alice, 0, 700, CREDITS, proofOf(forBob));
    }

    function test_claim_waitsForActivation() public {
        bytes32 pending = root(forAlice, forBob);
        propose(pending, 1000);
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.UnknownRoot.selector, pending));
        pool.claim(alice, 0, 700, CREDITS, proofOf(forBob));
    }

    function testFuzz_claim_refusesAnyOtherLeaf(address payee, uint256 previous, uint256 amount, bytes32 credits) public {
        propose(root(forAlice, forBob), 1000);
        activate();
        vm.assume(payee != alice || previous != 0 || amount != 700 || credits != CREDITS);
        vm.expectRevert();
        pool.claim(payee, previous, amount, credits, proofOf(forBob));
    }

    function test_claim_paysTheIncreaseAndOldRootsStayGood() public {
        bytes32 first = root(forAlice, forBob);
        propose(first, 1000);
        activate();
        pool.claim(alice, 0, 700, CREDITS, proofOf(forBob));
        erc20.faucet(address(pool), 500);
        bytes32 later = leaf(alice, 700, 1100);
        bytes32 laterBob = leaf(bob, 300, 400);
        propose(root(later, laterBob), 1500);
        activate();
        pool.claim(alice, 700, 1100, CREDITS, proofOf(laterBob));
        assertEq(erc20.balanceOf(alice), 1100);
        // Bob claims by the old root first, then by the new one.
        pool.claim(bob, 0, 300, CREDITS, proofOf(forAlice));
        pool.claim(bob, 300, 400, CREDITS, proofOf(later));
        assertEq(erc20.balanceOf(bob), 400);
    }

    function test_claim_neverAboveWhatWasActivated() public {
        // A root that promises more than its total: the pool pays no more than the total.
        bytes32 greedy = leaf(bob, 0, 301);
        propose(root(forAlice, greedy), 1000);
        activate();
        pool.claim(alice, 0, 700, CREDITS, proofOf(greedy));
        vm.expectRevert(RevenuePool.AboveActivated.selector);
        pool.claim(bob, 0, 301, CREDITS, proofOf(forAlice));
    }

    function test_claim_refusesALeafThatFalls() public {
        bytes32 falling = leaf(bob, 400, 300);
        propose(root(forAlice, falling), 1000);
        activate();
        vm.expectRevert(RevenuePool.AmountFell.selector);
        pool.claim(bob, 400, 300, CREDITS, proofOf(forAlice));
    }
}

contract PoolSettleTest is SettlementFixture {
    function test_settle_bringsInWhatChannelsWereCharged() public {
        RevenuePool pool = new RevenuePool(
            IERC20(address(erc20)), settlement, new OperatorAuthorizer(address(this), address(this)), 0
        );
        config.receiver = address(pool);
        id = settlement.getChannelId(config);
        deposit(config, 1000, 5);
        IBatchSettlement.VoucherClaim[] memory batch = claims(600, 600);
        vm.prank(vm.addr(RECEIVER_AUTHORIZER_KEY));
        settlement.claim(batch);
        pool.settle();
        assertEq(pool.received(), 600);
    }
}

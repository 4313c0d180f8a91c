// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {OperatorBond} from "../../main/solidity/OperatorBond.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {CallingErc20, FeeErc20, RefusingErc20} from "./HostileErc20.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract PoolReentrancyTest is PoolFixture {
    CallingErc20 private hostile = new CallingErc20();
    IRevenuePool.Leaf[] private leaves;

    function setUp() public {
        // The erc20 itself is the operator, so that what it calls is allowed but for the guard.
        authorizer = new OperatorAuthorizer(address(this), address(hostile));
        pool = new RevenuePool(hostile, pool.settlement(), authorizer, DELAY, 0);
        bonds = pool.bonds();
        hostile.mint(address(hostile), BOND);
        vm.startPrank(address(hostile));
        hostile.approve(address(bonds), BOND);
        bonds.deposit(BOND, address(hostile));
        vm.stopPrank();
        hostile.mint(address(pool), 2000);
        leaves.push(leaf(alice, 0, 700));
        leaves.push(leaf(bob, 0, 300));
        proposeAs(address(hostile), rootsOf(leaves));
        activate();
    }

    function test_claim_cannotBeEnteredByAClaim() public {
        bytes memory again = abi.encodeCall(RevenuePool.claim, (postedAs(1, 2), leaves[0], proofOf(leaves, 0)));
        duringAClaim(again);
        assertEq(hostile.balanceOf(alice), 700);
        // Nor by the claim of another, which would be honest.
        setUp();
        duringAClaim(abi.encodeCall(RevenuePool.claim, (postedAs(1, 2), leaves[1], proofOf(leaves, 1))));
    }

    function test_claimMany_cannotBeEnteredByAClaim() public {
        hostile.arm(
            address(pool), abi.encodeCall(RevenuePool.claim, (postedAs(1, 2), leaves[1], proofOf(leaves, 1)))
        );
        IRevenuePool.Proof[] memory proofs = new IRevenuePool.Proof[](2);
        (proofs[0], proofs[1]) = (proofOf(leaves, 0), proofOf(leaves, 1));
        pool.claimMany(postedAs(1, 2), leaves, proofs);
        guarded();
        assertEq(hostile.balanceOf(alice) + hostile.balanceOf(bob), 1000);
        assertEq(pool.received(), 2000);
    }

    function test_claim_cannotBeUsedToProposeWhatWasNotReceived() public {
        // In the middle of a payment the books count it as paid and the balance still holds it.
        IRevenuePool.Roots memory greedy = rootsOf(leaves);
        greedy.total = 2700;
        duringAClaim(abi.encodeCall(RevenuePool.propose, (2, greedy, new bytes[](0))));
        assertTrue(!pool.hasPending());
    }

    function test_claim_cannotBeEnteredThroughAMulticall() public {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(RevenuePool.claim, (postedAs(1, 2), leaves[0], proofOf(leaves, 0)));
        duringAClaim(abi.encodeCall(pool.multicall, (calls)));
    }

    function test_withdraw_cannotBeEntered() public {
        hostile.arm(address(bonds), abi.encodeCall(OperatorBond.withdraw, (address(hostile), BOND)));
        vm.prank(address(hostile));
        bonds.withdraw(address(hostile), 1000);
        guarded();
        assertEq(bonds.bondOf(address(hostile)), BOND - 1000);
        assertEq(hostile.balanceOf(address(bonds)), BOND - 1000);
    }

    function duringAClaim(bytes memory call) private {
        hostile.arm(address(pool), call);
        claim(leaves, 1, 0);
        guarded();
        assertEq(pool.totalClaimed(), 700);
        assertEq(pool.received(), 2000);
    }

    function guarded() private view {
        assertTrue(hostile.called());
        assertTrue(!hostile.succeeded());
        assertEq(bytes32(hostile.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }
}

contract PoolRefusedPayeeTest is PoolFixture {
    RefusingErc20 private money = new RefusingErc20();
    IRevenuePool.Leaf[] private leaves;

    function setUp() public {
        pool = new RevenuePool(money, pool.settlement(), authorizer, DELAY, 0);
        bonds = pool.bonds();
        money.mint(operator, 1000);
        vm.startPrank(operator);
        money.approve(address(bonds), 1000);
        bonds.deposit(1000, operator);
        vm.stopPrank();
        money.mint(address(pool), 1000);
        leaves.push(leaf(alice, 0, 700));
        leaves.push(leaf(bob, 0, 300));
        post(leaves);
    }

    function testFuzz_claimMany_passesOverWhoCannotBePaid(bool quietly) public {
        money.refuse(alice, true, quietly);
        IRevenuePool.Proof[] memory proofs = new IRevenuePool.Proof[](2);
        (proofs[0], proofs[1]) = (proofOf(leaves, 0), proofOf(leaves, 1));
        pool.claimMany(postedAs(1, 2), leaves, proofs);
        assertEq(money.balanceOf(bob), 300);
        assertEq(pool.claimed(alice), 0);
        assertEq(pool.totalClaimed(), 300);
        assertEq(pool.received(), 1000);
        // It is not lost: once the erc20 lets Alice have it, she has it.
        money.refuse(alice, false, false);
        pool.claimMany(postedAs(1, 2), leaves, proofs);
        assertEq(money.balanceOf(alice), 700);
        assertEq(pool.received(), 1000);
    }

    function testFuzz_claim_ofWhoCannotBePaidChangesNothing(bool quietly) public {
        money.refuse(alice, true, quietly);
        IRevenuePool.Proof memory proof = proofOf(leaves, 0);
        vm.expectRevert();
        pool.claim(postedAs(1, 2), leaves[0], proof);
        assertEq(pool.totalClaimed(), 0);
    }
}

contract BondFeeTest is PoolFixture {
    function test_deposit_refusesAnErc20ThatKeepsAFee() public {
        FeeErc20 fee = new FeeErc20();
        OperatorBond feeBonds = new RevenuePool(fee, pool.settlement(), authorizer, DELAY, 0).bonds();
        fee.mint(address(this), 1000);
        fee.approve(address(feeBonds), 1000);
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.ReceivedWrongAmount.selector, 1000, 999));
        feeBonds.deposit(1000, address(this));
    }
}

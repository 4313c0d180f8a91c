// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IArbiter, IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {Watched} from "../../main/solidity/Watched.sol";
import {OperatorBond} from "../../main/solidity/OperatorBond.sol";
import {PoolFixture, TrustingArbiter} from "./PoolFixture.sol";

contract RejectTest is PoolFixture {
    IRevenuePool.Leaf[] private wrong;
    address private challenger = address(0xC4A1);

    function setUp() public {
        erc20.faucet(address(pool), 1000);
        wrong.push(leaf(operator, 0, 600));
        wrong.push(leaf(bob, 0, 300));
    }

    function test_reject_discardsTheRootAndLosesNothing() public {
        TrustingArbiter arbiter = setArbiter();
        bytes32 roots = hashOf(rootsOf(wrong));
        propose(rootsOf(wrong));
        arbiter.reject(roots, challenger);
        assertTrue(!pool.hasPending());
        assertEq(pool.activeEpoch(), 0);
        assertEq(pool.activatedTotal(), 0);
        assertEq(pool.received(), 1000);
        vm.expectRevert(IRevenuePool.NoRootPending.selector);
        pool.activate();
        // The epoch is open again, with the same money.
        bond(operator, BOND);
        IRevenuePool.Leaf[] memory right = table(leaf(alice, 0, 600), leaf(bob, 0, 400));
        post(right);
        claim(right, 1, 0);
        claim(right, 1, 1);
        assertEq(erc20.balanceOf(alice), 600);
        assertEq(erc20.balanceOf(bob), 400);
    }

    function test_reject_rejectedLeavesAreNeverPaid() public {
        TrustingArbiter arbiter = setArbiter();
        propose(rootsOf(wrong));
        arbiter.reject(hashOf(rootsOf(wrong)), challenger);
        vm.warp(block.timestamp + 365 days);
        IRevenuePool.Proof memory proof = proofOf(wrong, 0);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.UnknownRoot.selector, 1));
        pool.claim(postedAs(1, 2), wrong[0], proof);
    }

    function testFuzz_reject_halfTheBondIsTheChallengersTheRestNobodys(uint128 more) public {
        more = uint128(bound(more, 1, 1e9));
        bond(operator, more);
        TrustingArbiter arbiter = setArbiter();
        propose(rootsOf(wrong));
        arbiter.reject(hashOf(rootsOf(wrong)), challenger);
        uint128 whole = BOND + more;
        assertEq(bonds.bondOf(operator), 0);
        bonds.collect(challenger);
        assertEq(erc20.balanceOf(challenger), whole / 2);
        assertEq(bonds.burned(), whole - whole / 2);
        assertEq(erc20.balanceOf(address(bonds)), bonds.burned());
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.NoReward.selector, challenger));
        bonds.collect(challenger);
    }

    function test_reject_isForTheArbiterAlone() public {
        bytes32 roots = hashOf(rootsOf(wrong));
        propose(rootsOf(wrong));
        // The test contract owns the authorizer.
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotArbiter.selector, address(this)));
        pool.reject(roots, challenger);
        setArbiter();
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotArbiter.selector, operator));
        vm.prank(operator);
        pool.reject(roots, challenger);
    }

    function test_reject_neverAnActivatedOrAnotherRoot() public {
        TrustingArbiter arbiter = setArbiter();
        bytes32 roots = hashOf(rootsOf(wrong));
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotPending.selector, bytes32(0)));
        arbiter.reject(bytes32(0), challenger);
        propose(rootsOf(wrong));
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotPending.selector, CREDITS));
        arbiter.reject(CREDITS, challenger);
        activate();
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotPending.selector, roots));
        arbiter.reject(roots, challenger);
        claim(wrong, 1, 1);
        assertEq(erc20.balanceOf(bob), 300);
    }

    function test_reject_thePosterNeedsANewBond() public {
        TrustingArbiter arbiter = setArbiter();
        propose(rootsOf(wrong));
        arbiter.reject(hashOf(rootsOf(wrong)), challenger);
        IRevenuePool.Roots memory again = rootsOf(wrong);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.BondTooSmall.selector, 900));
        vm.prank(operator);
        pool.propose(1, again, new bytes[](0));
    }

    function test_setArbiter_onceByTheOwner() public {
        TrustingArbiter arbiter = new TrustingArbiter(address(pool));
        vm.expectRevert(abi.encodeWithSelector(Watched.NotOwner.selector, operator));
        vm.prank(operator);
        pool.setArbiter(arbiter);
        pool.setArbiter(arbiter);
        TrustingArbiter second = new TrustingArbiter(address(pool));
        vm.expectRevert(IRevenuePool.ArbiterIsSet.selector);
        pool.setArbiter(second);
    }

    function test_setArbiter_refusesWhatJudgesAnotherPool() public {
        TrustingArbiter other = new TrustingArbiter(address(this));
        vm.expectRevert(IRevenuePool.BadArbiter.selector);
        pool.setArbiter(other);
        // An account without code cannot judge by proofs.
        vm.expectRevert();
        pool.setArbiter(IArbiter(alice));
        assertEq(pool.arbiter(), address(0));
    }

    function test_setArbiter_refusesAPoolWithNoTimeToChallenge() public {
        RevenuePool hasty = new RevenuePool(pool.erc20(), pool.settlement(), authorizer, 0, 0);
        TrustingArbiter arbiter = new TrustingArbiter(address(hasty));
        vm.expectRevert(IRevenuePool.BadArbiter.selector);
        hasty.setArbiter(arbiter);
    }
}

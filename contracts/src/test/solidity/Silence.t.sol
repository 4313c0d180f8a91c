// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {Watched} from "../../main/solidity/Watched.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract SilenceTest is PoolFixture {
    address private stranger = address(0x57A);
    IRevenuePool.Leaf[] private leaves;

    function setUp() public {
        erc20.faucet(address(pool), 1000);
        leaves.push(leaf(alice, 0, 1000));
    }

    function test_mayPost_anyoneBondedAfterThirtySilentDays() public {
        setArbiter();
        setWatcher();
        vm.warp(block.timestamp + 30 days - 1);
        refused(stranger);
        vm.warp(block.timestamp + 1);
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        bytes[] memory signatures = available(1, roots);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.BondTooSmall.selector, 1000));
        vm.prank(stranger);
        pool.propose(1, roots, signatures);
        bond(stranger, 1000);
        vm.expectRevert(abi.encodeWithSelector(Watched.TooFewWatchers.selector, 1));
        vm.prank(stranger);
        pool.propose(1, roots, new bytes[](0));
        proposeAs(stranger, roots);
        activate();
        claim(leaves, 1, 0);
        assertEq(erc20.balanceOf(alice), 1000);
    }

    function test_mayPost_nobodyElseWhereWrongRootsCannotBeRejected() public {
        setWatcher();
        vm.warp(block.timestamp + 365 days);
        refused(stranger);
        setArbiter();
        assertTrue(pool.mayPost(stranger));
    }

    /// Of a root whose receipts nobody has seen no fault can be shown: it would take all that is in the pool.
    function test_mayPost_nobodyElseWhereNobodyMustShowTheReceipts() public {
        setArbiter();
        vm.warp(block.timestamp + 365 days);
        bond(stranger, 1000);
        refused(stranger);
        setWatcher();
        assertTrue(pool.mayPost(stranger));
    }

    function test_mayPost_aRejectedRootDoesNotBreakTheSilence() public {
        setArbiter();
        setWatcher();
        vm.warp(block.timestamp + 29 days);
        propose(rootsOf(leaves));
        bytes32 roots = pool.pendingRoots();
        vm.warp(block.timestamp + 1 days);
        vm.prank(pool.arbiter());
        pool.reject(roots, alice);
        assertTrue(pool.mayPost(stranger));
    }

    function test_mayPost_theOperatorAlways() public {
        setArbiter();
        vm.warp(block.timestamp + 365 days);
        assertTrue(pool.mayPost(operator));
    }

    function test_mayPost_aStrangersRootDoesNotBreakTheSilenceAndLeavesTheOperatorADay() public {
        silence();
        postAs(stranger, 400);
        assertTrue(pool.mayPost(operator));
        vm.warp(block.timestamp + 1 days - 1);
        refused(stranger);
        vm.warp(block.timestamp + 1);
        assertTrue(pool.mayPost(alice));
        postAs(stranger, 700);
        postAs(operator, 1000);
        // Now the silence is over.
        vm.warp(block.timestamp + 30 days - 1);
        refused(stranger);
        vm.warp(block.timestamp + 1);
        assertTrue(pool.mayPost(stranger));
    }

    function test_propose_aStrangersRootGrantsSomething() public {
        silence();
        postAs(stranger, 400);
        vm.warp(block.timestamp + 1 days);
        IRevenuePool.Roots memory same = rootsOf(leaves);
        bytes[] memory signatures = available(2, same);
        vm.expectRevert(IRevenuePool.NothingGranted.selector);
        vm.prank(stranger);
        pool.propose(2, same, signatures);
        postAs(operator, 400);
    }

    /// Whose root it was is decided when it is posted.
    function test_activate_countsWhoPostedWhenItWasPosted() public {
        silence();
        leaves[0].amount = 400;
        proposeAs(stranger, rootsOf(leaves));
        uint40 before = pool.lastActivation();
        authorizer.setOperator(stranger);
        activate();
        assertEq(pool.lastActivation(), before);
        assertEq(pool.lastStrangersActivation(), block.timestamp);
    }

    function silence() private {
        setArbiter();
        setWatcher();
        bond(stranger, 1000);
        vm.warp(block.timestamp + 30 days);
    }

    function postAs(address poster, uint128 amount) private {
        leaves[0].amount = amount;
        proposeAs(poster, rootsOf(leaves));
        activate();
    }

    function refused(address sender) private {
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        bytes[] memory signatures = available(1, roots);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.MayNotPost.selector, sender));
        vm.prank(sender);
        pool.propose(1, roots, signatures);
    }
}

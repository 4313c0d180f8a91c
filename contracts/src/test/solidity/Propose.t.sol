// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract ProposeTest is PoolFixture {
    bytes32 private constant ROOT = keccak256("root");

    function setUp() public {
        erc20.faucet(address(pool), 1000);
    }

    function test_propose_isForTheOperator() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.MayNotPost.selector, address(this)));
        pool.propose(1, roots(1000), new bytes[](0));
    }

    function test_propose_followsTheRotatedOperator() public {
        authorizer.setOperator(alice);
        bond(alice, 1000);
        uint64 next = 1;
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.MayNotPost.selector, operator));
        vm.prank(operator);
        pool.propose(next, roots(1000), new bytes[](0));
        proposeAs(alice, roots(1000));
        assertEq(pool.poster(), alice);
    }

    function testFuzz_propose_neverAboveWhatWasReceived(uint128 total) public {
        if (total > 1000) {
            vm.expectRevert(abi.encodeWithSelector(IRevenuePool.TotalAboveReceived.selector, 1000));
        }
        vm.prank(operator);
        pool.propose(1, roots(total), new bytes[](0));
    }

    function testFuzz_propose_neverGrantsMoreThanTheBond(uint128 income, uint128 total) public {
        income = uint128(bound(income, 0, 4 * BOND));
        total = uint128(bound(total, 0, income + 1000));
        erc20.faucet(address(pool), income);
        if (total > BOND) vm.expectRevert(abi.encodeWithSelector(IRevenuePool.BondTooSmall.selector, total));
        vm.prank(operator);
        pool.propose(1, roots(total), new bytes[](0));
    }

    function test_propose_ofNothingNewNeedsTheMinimumBond() public {
        // A root that grants nothing new can still move what nobody has claimed.
        vm.prank(operator);
        bonds.withdraw(operator, BOND - MINIMUM_BOND + 1);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.BondTooSmall.selector, MINIMUM_BOND));
        vm.prank(operator);
        pool.propose(1, roots(0), new bytes[](0));
        bond(operator, 1);
        propose(roots(0));
    }

    function test_propose_neverFalls() public {
        propose(roots(1000));
        activate();
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.TotalFell.selector, 1000));
        vm.prank(operator);
        pool.propose(2, roots(999), new bytes[](0));
    }

    function test_propose_oneAtATimeInOrder() public {
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.WrongEpoch.selector, 1));
        pool.propose(2, roots(1000), new bytes[](0));
        IRevenuePool.Roots memory empty = IRevenuePool.Roots(0, 1, 1000, RECEIPTS);
        vm.expectRevert(IRevenuePool.EmptyRoot.selector);
        pool.propose(1, empty, new bytes[](0));
        pool.propose(1, roots(1000), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.RootPending.selector, 1));
        pool.propose(2, roots(1000), new bytes[](0));
    }

    function test_propose_twiceAfterAReorgIsOnce() public {
        propose(roots(1000));
        activate();
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.WrongEpoch.selector, 2));
        vm.prank(operator);
        pool.propose(1, roots(1000), new bytes[](0));
    }

    function test_pending_saysWhatWaits() public {
        (uint64 none,,,,) = pool.pending();
        assertEq(none, 0);
        propose(roots(700));
        (uint64 epoch, bytes32 hash, uint128 total, uint40 dueAt, address by) = pool.pending();
        assertEq(epoch, 1);
        assertEq(hash, hashOf(roots(700)));
        assertEq(total, 700);
        assertEq(dueAt, block.timestamp + DELAY);
        assertEq(by, operator);
    }

    function test_activate_onlyOnceAndAfterTheDelay() public {
        vm.expectRevert(IRevenuePool.NoRootPending.selector);
        pool.activate();
        propose(roots(1000));
        uint40 due = uint40(block.timestamp) + DELAY;
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotDue.selector, due));
        pool.activate();
        vm.warp(due);
        pool.activate();
        assertEq(pool.activatedRoots(1), hashOf(roots(1000)));
        assertEq(pool.activatedTotal(), 1000);
        vm.expectRevert(IRevenuePool.NoRootPending.selector);
        pool.activate();
    }

    function test_multicall_activatesOneRootAndProposesTheNext() public {
        propose(roots(700));
        vm.warp(block.timestamp + DELAY);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(RevenuePool.activate, ());
        calls[1] = abi.encodeCall(RevenuePool.propose, (2, roots(1000), new bytes[](0)));
        vm.prank(operator);
        pool.multicall(calls);
        assertEq(pool.activatedTotal(), 700);
        assertEq(pool.pendingTotal(), 1000);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotDue.selector, pool.activatesAt()));
        pool.multicall(calls);
    }

    function roots(uint128 total) private pure returns (IRevenuePool.Roots memory) {
        return IRevenuePool.Roots(ROOT, 1, total, RECEIPTS);
    }
}

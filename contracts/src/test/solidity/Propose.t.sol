// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract ProposeTest is PoolFixture {
    bytes32 private constant ROOT = keccak256("root");

    function setUp() public {
        erc20.faucet(address(pool), 1000);
    }

    function test_propose_isForTheOperator() public {
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.NotOperator.selector, address(this)));
        pool.propose(1, ROOT, 0, 1000);
    }

    function testFuzz_propose_neverAboveWhatWasReceived(uint128 total) public {
        if (total > 1000) {
            vm.expectRevert(abi.encodeWithSelector(RevenuePool.TotalAboveReceived.selector, 1000));
        }
        vm.prank(operator);
        pool.propose(1, ROOT, 0, total);
    }

    function test_propose_neverFalls() public {
        propose(ROOT, 1000);
        activate();
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.TotalFell.selector, 1000));
        vm.prank(operator);
        pool.propose(2, ROOT, 0, 999);
    }

    function test_propose_oneAtATimeInOrder() public {
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.WrongEpoch.selector, 1));
        pool.propose(2, ROOT, 0, 1000);
        vm.expectRevert(RevenuePool.EmptyRoot.selector);
        pool.propose(1, 0, 0, 1000);
        pool.propose(1, ROOT, 0, 1000);
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.RootPending.selector, 1));
        pool.propose(2, ROOT, 0, 1000);
    }

    function test_activate_onlyOnceAndAfterTheDelay() public {
        vm.expectRevert(RevenuePool.NoRootPending.selector);
        pool.activate();
        propose(ROOT, 1000);
        uint40 due = uint40(block.timestamp) + DELAY;
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(RevenuePool.NotDue.selector, due));
        pool.activate();
        vm.warp(due);
        pool.activate();
        assertTrue(pool.isActivated(ROOT));
        assertEq(pool.activatedTotal(), 1000);
        vm.expectRevert(RevenuePool.NoRootPending.selector);
        pool.activate();
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
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
        vm.warp(block.timestamp + 30 days - 1);
        refused(stranger);
        vm.warp(block.timestamp + 1);
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.BondTooSmall.selector, 1000));
        vm.prank(stranger);
        pool.propose(1, roots, new bytes[](0));
        bond(stranger, 1000);
        proposeAs(stranger, roots);
        activate();
        claim(leaves, 1, 0);
        assertEq(erc20.balanceOf(alice), 1000);
        // The silence is over: the operator has its thirty days again.
        refused(stranger);
        assertTrue(pool.mayPost(operator));
    }

    function test_mayPost_nobodyElseWhereWrongRootsCannotBeRejected() public {
        vm.warp(block.timestamp + 365 days);
        refused(stranger);
        setArbiter();
        assertTrue(pool.mayPost(stranger));
    }

    function test_mayPost_aRejectedRootDoesNotBreakTheSilence() public {
        setArbiter();
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

    function refused(address sender) private {
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.MayNotPost.selector, sender));
        vm.prank(sender);
        pool.propose(1, roots, new bytes[](0));
    }
}

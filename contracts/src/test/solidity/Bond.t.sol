// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {OperatorBond} from "../../main/solidity/OperatorBond.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract BondTest is PoolFixture {
    IRevenuePool.Leaf[] private leaves;

    function setUp() public {
        erc20.faucet(address(pool), 1000);
        leaves.push(leaf(alice, 0, 1000));
    }

    function testFuzz_bond_isNeverRevenue(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e11));
        bond(operator, amount);
        assertEq(pool.received(), 1000);
        assertEq(erc20.balanceOf(address(bonds)), uint256(BOND) + amount);
        IRevenuePool.Roots memory greedy = rootsOf(leaves);
        greedy.total = 1001;
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.TotalAboveReceived.selector, 1000));
        vm.prank(operator);
        pool.propose(1, greedy, new bytes[](0));
    }

    function test_withdraw_goesOnlyToTheNamedAddress() public {
        // Whoever has stolen the operator's key can send the bond home, no more.
        vm.prank(operator);
        bonds.withdraw(operator, 1000);
        assertEq(erc20.balanceOf(vault), 1000);
        assertEq(erc20.balanceOf(operator), 0);
        vm.prank(vault);
        bonds.withdraw(operator, BOND - 1000);
        assertEq(erc20.balanceOf(vault), BOND);
    }

    function test_withdraw_refusesStrangersAndTooMuch() public {
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.NotBondHolder.selector, address(this)));
        bonds.withdraw(operator, 1);
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.AboveBond.selector, BOND));
        bonds.withdraw(operator, BOND + 1);
        vm.expectRevert(OperatorBond.ZeroAmount.selector);
        bonds.withdraw(operator, 0);
    }

    function test_withdraw_notWhileARootIsPending() public {
        propose(rootsOf(leaves));
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.BondLocked.selector, operator));
        vm.prank(operator);
        bonds.withdraw(operator, 1);
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.BondLocked.selector, operator));
        vm.prank(vault);
        bonds.withdraw(operator, 1);
        // Due is not active yet: the root can still be rejected.
        vm.warp(block.timestamp + DELAY);
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.BondLocked.selector, operator));
        vm.prank(operator);
        bonds.withdraw(operator, 1);
        pool.activate();
        vm.prank(operator);
        bonds.withdraw(operator, BOND);
        assertEq(erc20.balanceOf(vault), BOND);
    }

    function test_withdraw_ofAnotherPostersBondStaysFree() public {
        bond(alice, 10);
        propose(rootsOf(leaves));
        vm.prank(alice);
        bonds.withdraw(alice, 10);
        assertEq(erc20.balanceOf(vault), 10);
    }

    function test_deposit_cannotRedirectABond() public {
        erc20.faucet(operator, 1);
        vm.startPrank(operator);
        erc20.approve(address(bonds), 1);
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.OtherReturn.selector, vault));
        bonds.deposit(1, bob);
        vm.expectRevert(OperatorBond.ZeroReturn.selector);
        bonds.deposit(1, address(0));
        vm.expectRevert(OperatorBond.ZeroAmount.selector);
        bonds.deposit(0, vault);
        bonds.withdraw(operator, BOND);
        bonds.deposit(1, bob);
    }

    function test_slash_isForThePoolAlone() public {
        vm.expectRevert(abi.encodeWithSelector(OperatorBond.NotPool.selector, address(this)));
        bonds.slash(operator, address(this));
    }
}

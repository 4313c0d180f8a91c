// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Erc3009Collector} from "../../main/solidity/Erc3009Collector.sol";
import {IBatchSettlement, IDepositCollector} from "../../main/solidity/IBatchSettlement.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

/// Brings one unit less than it was asked for.
contract ShortCollector is IDepositCollector {
    function collect(address payer, address token, uint256 amount, bytes32, bytes calldata) external {
        IERC20(token).transferFrom(payer, msg.sender, amount - 1);
    }
}

contract DepositTest is SettlementFixture {
    function test_deposit_movesTheMoneyIntoTheChannel() public view {
        assertEq(balanceOf(id), DEPOSIT);
        assertEq(erc20.balanceOf(address(settlement)), DEPOSIT);
        assertEq(erc20.balanceOf(address(collector)), 0);
    }

    function testFuzz_deposit_addsUp(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e11));
        deposit(config, amount, 2);
        assertEq(balanceOf(id), DEPOSIT + amount);
        assertEq(erc20.balanceOf(address(settlement)), DEPOSIT + amount);
    }

    function test_deposit_refusesAZeroParty() public {
        for (uint256 i; i < 5; ++i) {
            IBatchSettlement.ChannelConfig memory bad = config;
            if (i == 0) bad.payer = address(0);
            if (i == 1) bad.payerAuthorizer = address(0);
            if (i == 2) bad.receiver = address(0);
            if (i == 3) bad.receiverAuthorizer = address(0);
            if (i == 4) bad.token = address(0);
            vm.expectRevert(IBatchSettlement.ZeroParty.selector);
            settlement.deposit(bad, 1, address(collector), "");
        }
    }

    function test_deposit_refusesADelayOutOfRange() public {
        IBatchSettlement.ChannelConfig memory bad = config;
        bad.withdrawDelay = 899;
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.WithdrawDelayOutOfRange.selector, 899));
        settlement.deposit(bad, 1, address(collector), "");
        bad.withdrawDelay = 30 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.WithdrawDelayOutOfRange.selector, 30 days + 1));
        settlement.deposit(bad, 1, address(collector), "");
    }

    function test_deposit_refusesAnAuthorizationSeenForAnotherChannel() public {
        bytes memory seen = authorization(id, 500, 2);
        IBatchSettlement.ChannelConfig memory mine = config;
        mine.receiver = address(0xBAD);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        settlement.deposit(mine, 500, address(collector), seen);
    }

    function test_deposit_refusesAReplay() public {
        bytes memory seen = authorization(id, 500, 2);
        settlement.deposit(config, 500, address(collector), seen);
        vm.expectRevert(DevToken.AuthorizationAlreadyUsed.selector);
        settlement.deposit(config, 500, address(collector), seen);
    }

    function test_deposit_measuresWhatArrived() public {
        ShortCollector short = new ShortCollector();
        vm.prank(payer);
        erc20.approve(address(short), 500);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.CollectedWrongAmount.selector, 500, 499));
        settlement.deposit(config, 500, address(short), "");
    }

    function test_collect_isForTheSettlementOnly() public {
        bytes memory seen = authorization(id, 500, 2);
        vm.expectRevert(abi.encodeWithSelector(Erc3009Collector.NotSettlement.selector, address(this)));
        collector.collect(payer, address(erc20), 500, id, seen);
    }
}

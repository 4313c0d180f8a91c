// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BatchSettlement} from "../../main/solidity/BatchSettlement.sol";
import {IBatchSettlement, IDepositCollector} from "../../main/solidity/IBatchSettlement.sol";
import {CallingErc20, FeeErc20} from "./HostileErc20.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

/// Brings money it was allowed to take.
contract AllowanceCollector is IDepositCollector {
    function collect(address payer, address token, uint256 amount, bytes32, bytes calldata) external {
        IERC20(token).transferFrom(payer, msg.sender, amount);
    }
}

/// Tries to have one payment counted for two channels.
contract DoublingCollector is IDepositCollector {
    bytes private inner;
    bytes4 public refusal;

    function setInner(bytes calldata call) external {
        inner = call;
    }

    function collect(address payer, address token, uint256 amount, bytes32, bytes calldata) external {
        (, bytes memory answer) = msg.sender.call(inner);
        refusal = bytes4(answer);
        IERC20(token).transferFrom(payer, msg.sender, amount);
    }
}

contract SettlementReentrancyTest is SettlementFixture {
    CallingErc20 private hostile = new CallingErc20();

    function setUp() public override {
        super.setUp();
        // A second channel, in an erc20 whose maker is payer, receiver and authorizer at once.
        AllowanceCollector allowance = new AllowanceCollector();
        config.token = address(hostile);
        config.payer = address(hostile);
        config.receiver = address(hostile);
        config.receiverAuthorizer = address(hostile);
        id = settlement.getChannelId(config);
        hostile.mint(address(hostile), 2 * DEPOSIT);
        vm.prank(address(hostile));
        hostile.approve(address(allowance), type(uint256).max);
        settlement.deposit(config, DEPOSIT, address(allowance), "");
    }

    function test_settle_cannotBeEntered() public {
        claim(600);
        hostile.arm(
            address(settlement), abi.encodeCall(BatchSettlement.settle, (address(hostile), address(hostile)))
        );
        settlement.settle(address(hostile), address(hostile));
        guarded(DEPOSIT - 600);
    }

    function test_refund_cannotBeEntered() public {
        hostile.arm(address(settlement), abi.encodeCall(BatchSettlement.refund, (config, DEPOSIT)));
        vm.prank(address(hostile));
        settlement.refund(config, 400);
        guarded(DEPOSIT - 400);
    }

    function test_finalize_cannotBeEnteredByARefundOrAClaim() public {
        vm.startPrank(address(hostile));
        settlement.initiateWithdraw(config, 400);
        vm.warp(block.timestamp + 900);
        hostile.arm(address(settlement), abi.encodeCall(BatchSettlement.refund, (config, DEPOSIT)));
        settlement.finalizeWithdraw(config);
        guarded(DEPOSIT - 400);
        settlement.initiateWithdraw(config, 400);
        vm.warp(block.timestamp + 900);
        IBatchSettlement.VoucherClaim[] memory batch = claims(DEPOSIT, DEPOSIT);
        hostile.arm(address(settlement), abi.encodeCall(BatchSettlement.claim, (batch)));
        settlement.finalizeWithdraw(config);
        guarded(DEPOSIT - 800);
        vm.stopPrank();
    }

    function test_deposit_ofOnePaymentCountsForOneChannel() public {
        DoublingCollector doubling = new DoublingCollector();
        vm.prank(address(hostile));
        hostile.approve(address(doubling), type(uint256).max);
        IBatchSettlement.ChannelConfig memory second = config;
        second.salt = bytes32(uint256(2));
        doubling.setInner(
            abi.encodeCall(BatchSettlement.deposit, (second, 500, address(doubling), bytes("")))
        );
        settlement.deposit(config, 500, address(doubling), "");
        assertEq(bytes32(doubling.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        assertEq(balanceOf(id), DEPOSIT + 500);
        assertEq(balanceOf(settlement.getChannelId(second)), 0);
    }

    function test_deposit_refusesAnErc20ThatKeepsAFee() public {
        FeeErc20 fee = new FeeErc20();
        AllowanceCollector allowance = new AllowanceCollector();
        fee.mint(payer, 1000);
        vm.prank(payer);
        fee.approve(address(allowance), 1000);
        config.token = address(fee);
        config.payer = payer;
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.CollectedWrongAmount.selector, 1000, 999));
        settlement.deposit(config, 1000, address(allowance), "");
    }

    function claim(uint128 total) private {
        IBatchSettlement.VoucherClaim[] memory batch = claims(total, total);
        vm.prank(address(hostile));
        settlement.claim(batch);
    }

    /// What a hostile erc20 does in its own channel harms neither its books nor another's money.
    function guarded(uint256 left) private view {
        assertTrue(hostile.called());
        assertTrue(!hostile.succeeded());
        assertEq(bytes32(hostile.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        assertEq(hostile.balanceOf(address(settlement)), left);
        assertEq(erc20.balanceOf(address(settlement)), DEPOSIT);
    }
}

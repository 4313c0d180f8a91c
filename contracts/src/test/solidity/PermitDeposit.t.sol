// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Erc2612Collector} from "../../main/solidity/Erc2612Collector.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract PermitDepositTest is SettlementFixture {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    Erc2612Collector private permits;
    uint256 private deadline;
    address private thief = address(0x7E1EF);

    function setUp() public override {
        super.setUp();
        permits = new Erc2612Collector(address(settlement));
        deadline = block.timestamp + 60;
    }

    function testFuzz_deposit_movesTheMoneyIntoTheChannel(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e9));
        settlement.deposit(config, amount, address(permits), data(id, amount, 0));
        assertEq(balanceOf(id), DEPOSIT + amount);
        assertEq(erc20.allowance(payer, address(permits)), 0);
    }

    function test_deposit_survivesAPermitThatWasSentBefore() public {
        bytes memory signed_ = data(id, 500, 0);
        (,, uint8 v, bytes32 r, bytes32 s,) =
            abi.decode(signed_, (uint256, uint256, uint8, bytes32, bytes32, bytes));
        vm.prank(thief);
        erc20.permit(payer, address(permits), 500, deadline, v, r, s);
        settlement.deposit(config, 500, address(permits), signed_);
        assertEq(balanceOf(id), DEPOSIT + 500);
    }

    function test_deposit_ofASeenPermitFundsNoOtherChannel() public {
        bytes memory seen = data(id, 500, 0);
        IBatchSettlement.ChannelConfig memory mine = config;
        mine.receiver = thief;
        vm.expectRevert(Erc2612Collector.BadDepositSignature.selector);
        vm.prank(thief);
        settlement.deposit(mine, 500, address(permits), seen);
        vm.expectRevert(Erc2612Collector.BadDepositSignature.selector);
        settlement.deposit(config, 499, address(permits), seen);
    }

    function test_deposit_ofAStandingAllowanceTakesNothing() public {
        vm.prank(payer);
        erc20.approve(address(permits), type(uint256).max);
        bytes memory seen = data(id, 500, 0);
        settlement.deposit(config, 500, address(permits), seen);
        vm.expectRevert(Erc2612Collector.DepositUsed.selector);
        settlement.deposit(config, 500, address(permits), seen);
        IBatchSettlement.ChannelConfig memory mine = config;
        mine.receiver = thief;
        bytes memory forged = abi.encode(uint256(0), deadline, uint8(27), CREDIT, CREDIT, new bytes(65));
        vm.expectRevert(Erc2612Collector.BadDepositSignature.selector);
        settlement.deposit(mine, 500, address(permits), forged);
        vm.expectRevert(abi.encodeWithSelector(Erc2612Collector.NotSettlement.selector, address(this)));
        permits.collect(payer, address(erc20), 500, id, seen);
    }

    function test_deposit_refusesALateOne() public {
        bytes memory signed_ = data(id, 500, 0);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(Erc2612Collector.DepositExpired.selector, deadline));
        settlement.deposit(config, 500, address(permits), signed_);
    }

    function test_deposit_ofAnotherChainIsRefused() public {
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        bytes memory there = data(id, 500, 0);
        vm.chainId(here);
        vm.expectRevert(Erc2612Collector.BadDepositSignature.selector);
        settlement.deposit(config, 500, address(permits), there);
    }

    bytes32 private constant CREDIT = bytes32(uint256(1));

    function data(bytes32 channelId, uint256 amount, uint256 nonce) private view returns (bytes memory) {
        bytes32 permit = keccak256(abi.encode(PERMIT, payer, address(permits), amount, nonce, deadline));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", erc20.DOMAIN_SEPARATOR(), permit));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, digest);
        bytes memory deposit = signed(PAYER_KEY, permits.getDepositDigest(channelId, amount, nonce, deadline));
        return abi.encode(nonce, deadline, v, r, s, deposit);
    }
}

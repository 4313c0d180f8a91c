// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract SettleTest is SettlementFixture {
    function testFuzz_settle_paysWhatWasClaimedOnce(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, DEPOSIT));
        second = uint128(bound(second, first, DEPOSIT));
        claim(first);
        settlement.settle(receiver, address(erc20));
        settlement.settle(receiver, address(erc20));
        assertEq(erc20.balanceOf(receiver), first);
        claim(second);
        settlement.settle(receiver, address(erc20));
        assertEq(erc20.balanceOf(receiver), second);
        assertEq(erc20.balanceOf(address(settlement)), DEPOSIT - second);
    }

    function test_settle_ofNothingDoesNothing() public {
        settlement.settle(receiver, address(erc20));
        assertEq(erc20.balanceOf(receiver), 0);
    }

    function claim(uint128 total) private {
        IBatchSettlement.VoucherClaim[] memory batch = claims(total, total);
        vm.prank(receiver);
        settlement.claim(batch);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

/// Does anything a payer and a receiver may do, in any order.
contract ChannelActions is SettlementFixture {
    uint256 private salt = 1;

    constructor() {
        setUp();
    }

    function topUp(uint128 amount) external {
        deposit(config, uint128(bound(amount, 1, 1e6)), ++salt);
    }

    function claimMore(uint128 more) external {
        uint128 free = balanceOf(id) - claimedOf(id);
        if (free == 0) return;
        uint128 total = claimedOf(id) + uint128(bound(more, 1, free));
        IBatchSettlement.VoucherClaim[] memory batch = claims(total, total);
        vm.prank(receiver);
        settlement.claim(batch);
    }

    function settle() external {
        settlement.settle(receiver, address(erc20));
    }

    function refund(uint128 amount) external {
        vm.prank(receiver);
        settlement.refund(config, uint128(bound(amount, 1, 1e6)));
    }

    function initiateWithdraw(uint128 amount) external {
        (, uint40 initiatedAt) = settlement.pendingWithdrawals(id);
        uint128 free = balanceOf(id) - claimedOf(id);
        if (initiatedAt != 0 || free == 0) return;
        vm.prank(payer);
        settlement.initiateWithdraw(config, uint128(bound(amount, 1, free)));
    }

    function finalizeWithdraw() external {
        (, uint40 initiatedAt) = settlement.pendingWithdrawals(id);
        if (initiatedAt == 0) return;
        vm.warp(block.timestamp + 900);
        vm.prank(payer);
        settlement.finalizeWithdraw(config);
    }

    function unsettled() public view returns (uint256) {
        (uint128 claimed, uint128 settled) = settlement.receivers(receiver, address(erc20));
        return claimed - settled;
    }

    function checkConservation() external view {
        // Every unit is the payer's, the receiver's, or still where the books say.
        assertTrue(claimedOf(id) <= balanceOf(id));
        assertEq(erc20.balanceOf(address(settlement)), balanceOf(id) - claimedOf(id) + unsettled());
        assertEq(
            erc20.balanceOf(payer) + erc20.balanceOf(receiver) + erc20.balanceOf(address(settlement)), 1e12
        );
        assertEq(erc20.balanceOf(receiver), claimedOf(id) - unsettled());
    }
}

contract SettlementInvariantTest {
    ChannelActions private actions;

    function setUp() public {
        actions = new ChannelActions();
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(actions), new bytes4[](6));
        targets[0].selectors[0] = ChannelActions.topUp.selector;
        targets[0].selectors[1] = ChannelActions.claimMore.selector;
        targets[0].selectors[2] = ChannelActions.settle.selector;
        targets[0].selectors[3] = ChannelActions.refund.selector;
        targets[0].selectors[4] = ChannelActions.initiateWithdraw.selector;
        targets[0].selectors[5] = ChannelActions.finalizeWithdraw.selector;
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function invariant_everyUnitIsAccountedFor() external view {
        actions.checkConservation();
    }
}

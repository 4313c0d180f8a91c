// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {PermitCollector} from "../../main/solidity/PermitCollector.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract PermitDepositTest is SettlementFixture {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    PermitCollector private permits = new PermitCollector(address(settlement));

    function test_deposit_movesThePermittedMoneyIntoTheChannel() public {
        settlement.deposit(config, 500, address(permits), permit(500, 1));
        assertEq(balanceOf(id), DEPOSIT + 500);
        assertEq(erc20.balanceOf(address(settlement)), DEPOSIT + 500);
        address spender = permits.spenderOf(id, payer, address(erc20), 500, 1);
        assertEq(erc20.allowance(payer, spender), 0);
        assertEq(erc20.balanceOf(spender), 0);
    }

    function testFuzz_deposit_addsUp(uint128 amount, uint256 salt) public {
        amount = uint128(bound(amount, 1, 1e11));
        settlement.deposit(config, amount, address(permits), permit(amount, salt));
        assertEq(balanceOf(id), DEPOSIT + amount);
    }

    function test_deposit_bySomeoneWhoUsedThePermitFirst_changesNothing() public {
        bytes memory data = permit(500, 1);
        (, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(data, (uint256, uint256, uint8, bytes32, bytes32));
        erc20.permit(payer, permits.spenderOf(id, payer, address(erc20), 500, 1), 500, deadline, v, r, s);
        settlement.deposit(config, 500, address(permits), data);
        assertEq(balanceOf(id), DEPOSIT + 500);
    }

    function test_deposit_refusesAPermitSeenForAnotherChannel() public {
        bytes memory seen = permit(500, 1);
        IBatchSettlement.ChannelConfig memory mine = config;
        mine.receiver = address(0xBAD);
        vm.expectRevert();
        settlement.deposit(mine, 500, address(permits), seen);
        mine = config;
        mine.payerAuthorizer = address(0xBAD);
        vm.expectRevert();
        settlement.deposit(mine, 500, address(permits), seen);
    }

    function test_deposit_refusesAPartOfAPermit() public {
        bytes memory seen = permit(500, 1);
        vm.expectRevert();
        settlement.deposit(config, 499, address(permits), seen);
    }

    function test_deposit_refusesAnotherSalt() public {
        (, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(permit(500, 1), (uint256, uint256, uint8, bytes32, bytes32));
        vm.expectRevert();
        settlement.deposit(config, 500, address(permits), abi.encode(uint256(2), deadline, v, r, s));
    }

    function test_deposit_refusesAReplay() public {
        bytes memory seen = permit(500, 1);
        settlement.deposit(config, 500, address(permits), seen);
        address spender = permits.spenderOf(id, payer, address(erc20), 500, 1);
        vm.expectRevert(abi.encodeWithSelector(PermitCollector.PermitUsed.selector, spender));
        settlement.deposit(config, 500, address(permits), seen);
    }

    function test_standingAllowanceToTheCollector_cannotBeDrained() public {
        vm.prank(payer);
        erc20.approve(address(permits), type(uint256).max);
        IBatchSettlement.ChannelConfig memory mine = config;
        mine.receiver = address(0xBAD);
        vm.expectRevert();
        settlement.deposit(mine, 500, address(permits), abi.encode(uint256(9), uint256(0), uint8(27), bytes32(0), bytes32(0)));
    }

    function test_collect_isForTheSettlementOnly() public {
        bytes memory seen = permit(500, 1);
        vm.expectRevert(abi.encodeWithSelector(PermitCollector.NotSettlement.selector, address(this)));
        permits.collect(payer, address(erc20), 500, id, seen);
    }

    function permit(uint128 amount, uint256 salt) private view returns (bytes memory) {
        address spender = permits.spenderOf(id, payer, address(erc20), amount, salt);
        bytes32 message = keccak256(
            abi.encode(PERMIT_TYPEHASH, payer, spender, uint256(amount), erc20.nonces(payer), type(uint256).max)
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", erc20.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, digest);
        return abi.encode(salt, type(uint256).max, v, r, s);
    }
}

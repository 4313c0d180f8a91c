// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {Test} from "./Test.sol";

contract DevTokenTest is Test {
    uint256 private constant FROM_KEY = 5;

    DevToken private erc20 = new DevToken();
    address private from = vm.addr(FROM_KEY);
    address private to = address(0xBEEF);

    function setUp() public {
        vm.warp(1_800_000_000);
        erc20.faucet(from, 1000);
    }

    function test_faucet_isCapped() public {
        uint256 cap = erc20.FAUCET_CAP();
        erc20.faucet(to, cap);
        assertEq(erc20.balanceOf(to), cap);
        vm.expectRevert(abi.encodeWithSelector(DevToken.AboveFaucetCap.selector, cap));
        erc20.faucet(to, cap + 1);
    }

    function testFuzz_transferWithAuthorization_takesRandomNoncesOnce(bytes32 nonce) public {
        bytes memory signature = signed(FROM_KEY, digest(erc20.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), nonce));
        erc20.transferWithAuthorization(from, to, 100, 0, type(uint256).max, nonce, signature);
        assertEq(erc20.balanceOf(to), 100);
        vm.expectRevert(DevToken.AuthorizationAlreadyUsed.selector);
        erc20.transferWithAuthorization(from, to, 100, 0, type(uint256).max, nonce, signature);
    }

    function test_transferWithAuthorization_takesSplitSignatures() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FROM_KEY, digest(erc20.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 0));
        erc20.transferWithAuthorization(from, to, 100, 0, type(uint256).max, 0, v, r, s);
        assertEq(erc20.balanceOf(to), 100);
    }

    function test_receiveWithAuthorization_isForThePayeeOnly() public {
        bytes memory signature = signed(FROM_KEY, digest(erc20.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(), 0));
        vm.expectRevert(abi.encodeWithSelector(DevToken.NotPayee.selector, address(this)));
        erc20.receiveWithAuthorization(from, to, 100, 0, type(uint256).max, 0, signature);
        vm.prank(to);
        erc20.receiveWithAuthorization(from, to, 100, 0, type(uint256).max, 0, signature);
        assertEq(erc20.balanceOf(to), 100);
    }

    function test_authorization_refusesAnotherAmountAndOtherTimes() public {
        bytes memory signature = signed(FROM_KEY, digest(erc20.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 0));
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        erc20.transferWithAuthorization(from, to, 101, 0, type(uint256).max, 0, signature);
        vm.expectRevert(DevToken.AuthorizationExpired.selector);
        erc20.transferWithAuthorization(from, to, 100, 0, block.timestamp, 0, signature);
        vm.expectRevert(DevToken.AuthorizationNotYetValid.selector);
        erc20.transferWithAuthorization(from, to, 100, block.timestamp, type(uint256).max, 0, signature);
    }

    function test_cancelAuthorization_usesTheNonce() public {
        bytes32 message = keccak256(abi.encode(erc20.CANCEL_AUTHORIZATION_TYPEHASH(), from, bytes32(0)));
        erc20.cancelAuthorization(from, 0, signed(FROM_KEY, typed(message)));
        bytes memory signature = signed(FROM_KEY, digest(erc20.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 0));
        vm.expectRevert(DevToken.AuthorizationAlreadyUsed.selector);
        erc20.transferWithAuthorization(from, to, 100, 0, type(uint256).max, 0, signature);
    }

    function digest(bytes32 typeHash, bytes32 nonce) private view returns (bytes32) {
        return typed(keccak256(abi.encode(typeHash, from, to, 100, 0, type(uint256).max, nonce)));
    }

    function typed(bytes32 message) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", erc20.DOMAIN_SEPARATOR(), message));
    }
}

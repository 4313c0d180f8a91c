// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {Test} from "./Test.sol";

contract OperatorAuthorizerTest is Test {
    bytes4 private constant VALID = 0x1626ba7e;

    OperatorAuthorizer private authorizer = new OperatorAuthorizer(address(this), vm.addr(1));

    function testFuzz_isValidSignature_forTheOperatorOnly(uint256 key, bytes32 digest) public view {
        key = bound(key, 1, 1e30);
        bool valid = authorizer.isValidSignature(digest, signed(key, digest)) == VALID;
        assertTrue(valid == (key == 1));
        assertTrue(authorizer.isValidSignature(digest, signed(1, digest)) == VALID);
    }

    function test_isValidSignature_ofJunkIsInvalid() public view {
        assertTrue(authorizer.isValidSignature(bytes32(0), "") != VALID);
        assertTrue(authorizer.isValidSignature(bytes32(0), new bytes(65)) != VALID);
    }

    function test_setOperator_isForTheOwner() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, vm.addr(1)));
        vm.prank(vm.addr(1));
        authorizer.setOperator(vm.addr(2));
        authorizer.setOperator(vm.addr(2));
        assertEq(authorizer.operator(), vm.addr(2));
        vm.expectRevert(OperatorAuthorizer.ZeroOperator.selector);
        authorizer.setOperator(address(0));
    }

    function test_addReceiptSigner_isForTheOwnerAndForGood() public {
        address key = vm.addr(3);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, vm.addr(1)));
        vm.prank(vm.addr(1));
        authorizer.addReceiptSigner(key);
        assertTrue(!authorizer.isReceiptSigner(key));
        authorizer.addReceiptSigner(key);
        authorizer.addReceiptSigner(vm.addr(4));
        authorizer.setOperator(vm.addr(2));
        assertTrue(authorizer.isReceiptSigner(key) && authorizer.isReceiptSigner(vm.addr(4)));
        vm.expectRevert(OperatorAuthorizer.ZeroReceiptSigner.selector);
        authorizer.addReceiptSigner(address(0));
    }
}

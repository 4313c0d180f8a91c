// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @notice The receiverAuthorizer of every channel: whatever the operator key signs is signed by this address. It
/// also says whose signatures make a receipt.
/// @dev Channels name this contract for their whole life, so a lost or stolen key is replaced in one place. Receipt
/// keys are only ever added: an old receipt stays good.
contract OperatorAuthorizer is IERC1271, Ownable2Step {
    bytes4 private constant INVALID = 0xffffffff;

    address public operator;
    mapping(address key => bool) public isReceiptSigner;

    event OperatorChanged(address indexed from, address indexed to);
    event ReceiptSignerAdded(address indexed key);

    error ZeroOperator();
    error ZeroReceiptSigner();

    constructor(address owner_, address operator_) Ownable(owner_) {
        _setOperator(operator_);
    }

    function setOperator(address to) external onlyOwner {
        _setOperator(to);
    }

    function addReceiptSigner(address key) external onlyOwner {
        if (key == address(0)) revert ZeroReceiptSigner();
        isReceiptSigner[key] = true;
        emit ReceiptSignerAdded(key);
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        bool valid = failure == ECDSA.RecoverError.NoError && signer == operator;
        return valid ? IERC1271.isValidSignature.selector : INVALID;
    }

    function _setOperator(address to) private {
        if (to == address(0)) revert ZeroOperator();
        emit OperatorChanged(operator, to);
        operator = to;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @notice Where each worker answers and where it wants to be paid, by the word of the worker's own key.
contract WorkerRegistry is EIP712, Nonces {
    struct Worker {
        address payout;
        uint40 updatedAt;
        string endpoint;
    }

    bytes32 public constant REGISTRATION_TYPEHASH = keccak256(
        "WorkerRegistration(address worker,string endpoint,address payout,uint256 nonce,uint256 deadline)"
    );
    uint256 public constant MAX_ENDPOINT_BYTES = 512;

    mapping(address worker => Worker) private workers;

    event WorkerRegistered(address indexed worker, string endpoint, address payout);

    error Expired(uint256 deadline);
    error BadSignature();
    error EndpointTooLong();

    constructor() EIP712("Tributary WorkerRegistry", "1") {}

    /// @notice A zero payout means the worker's own address. What was signed before counts no more.
    function register(string calldata endpoint, address payout) external {
        _useNonce(msg.sender);
        _register(msg.sender, endpoint, payout);
    }

    /// @notice The same by the worker's signature, so that someone else pays the gas.
    function registerWithSignature(
        address worker,
        string calldata endpoint,
        address payout,
        uint256 deadline,
        bytes calldata signature
    ) external {
        if (block.timestamp > deadline) revert Expired(deadline);
        bytes32 message = keccak256(
            abi.encode(
                REGISTRATION_TYPEHASH, worker, keccak256(bytes(endpoint)), payout, _useNonce(worker), deadline
            )
        );
        if (!SignatureChecker.isValidSignatureNow(worker, _hashTypedDataV4(message), signature)) {
            revert BadSignature();
        }
        _register(worker, endpoint, payout);
    }

    /// @notice Who receives what the worker earns; an unknown worker is its own payee.
    function payoutOf(address worker) external view returns (address) {
        address payout = workers[worker].payout;
        return payout == address(0) ? worker : payout;
    }

    function workerOf(address worker) external view returns (Worker memory) {
        return workers[worker];
    }

    function _register(address worker, string calldata endpoint, address payout) private {
        if (bytes(endpoint).length > MAX_ENDPOINT_BYTES) revert EndpointTooLong();
        workers[worker] = Worker(payout, uint40(block.timestamp), endpoint);
        emit WorkerRegistered(worker, endpoint, payout);
    }
}

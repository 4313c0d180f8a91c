// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @notice The types, events and errors of x402 batch-settlement.
interface IBatchSettlement {
    /// Field names and order are signed: they are x402's, not ours.
    struct ChannelConfig {
        address payer;
        address payerAuthorizer;
        address receiver;
        address receiverAuthorizer;
        address token;
        uint40 withdrawDelay;
        bytes32 salt;
    }

    struct Voucher {
        ChannelConfig channel;
        uint128 maxClaimableAmount;
    }

    struct VoucherClaim {
        Voucher voucher;
        bytes signature;
        uint128 totalClaimed;
    }

    event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance);
    event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed);
    event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);
    event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount);
    event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter);
    event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount);

    error ZeroParty();
    error ZeroAmount();
    error WithdrawDelayOutOfRange(uint40 withdrawDelay);
    error CollectedWrongAmount(uint256 expected, uint256 collected);
    error NotReceiver(address sender);
    error NotPayer(address sender);
    error AboveVoucher(bytes32 channelId);
    error AboveBalance(bytes32 channelId);
    error BadVoucherSignature(bytes32 channelId);
    error BadAuthorizerSignature();
    error EmptyBatch();
    error MixedAuthorizers();
    error WithdrawalPending(bytes32 channelId);
    error NoWithdrawal(bytes32 channelId);
    error WithdrawalNotDue(uint256 finalizeAfter);
    error BadRefundNonce(uint256 expected);

    function settle(address receiver, address token) external;
}

/// @notice Brings a deposit from the payer to the settlement contract that asks for it.
interface IDepositCollector {
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external;
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IBatchSettlement} from "./IBatchSettlement.sol";
import {OperatorAuthorizer} from "./OperatorAuthorizer.sol";

/// @notice The receiver of every channel: it holds what was earned and pays it by cumulative roots.
/// @dev Always claimed ≤ activated ≤ received. The operator proposes and can take nothing.
contract RevenuePool {
    using SafeERC20 for IERC20;

    struct Epoch {
        bytes32 payoutRoot;
        bytes32 receiptsRoot;
        uint128 total;
        uint40 activatesAt;
        bool activated;
    }

    IERC20 public immutable erc20;
    IBatchSettlement public immutable settlement;
    OperatorAuthorizer public immutable authorizer;
    uint40 public immutable activationDelay;

    /// The last proposed epoch; 0 before the first.
    uint64 public epoch;
    uint128 public activatedTotal;
    uint128 public totalClaimed;
    mapping(uint64 epoch => Epoch) public epochs;
    mapping(bytes32 payoutRoot => bool) public isActivated;
    mapping(address payee => uint256) public claimed;

    event Proposed(
        uint64 indexed epoch, bytes32 payoutRoot, bytes32 receiptsRoot, uint128 total, uint40 activatesAt
    );
    event Activated(uint64 indexed epoch, bytes32 payoutRoot, uint128 total);
    event Paid(address indexed payee, uint256 amount, uint256 cumulative);

    error NotOperator(address sender);
    error WrongEpoch(uint64 expected);
    error RootPending(uint64 epoch);
    error NoRootPending();
    error NotDue(uint40 activatesAt);
    error EmptyRoot();
    error TotalFell(uint128 activatedTotal);
    error TotalAboveReceived(uint256 received);
    error UnknownRoot(bytes32 root);
    error AmountFell();
    error NothingToClaim();
    error AboveActivated();

    constructor(IERC20 erc20_, IBatchSettlement settlement_, OperatorAuthorizer authorizer_, uint40 activationDelay_) {
        erc20 = erc20_;
        settlement = settlement_;
        authorizer = authorizer_;
        activationDelay = activationDelay_;
    }

    /// @notice Proposes the payouts of the next epoch; one root at a time waits for its activation.
    function propose(uint64 epoch_, bytes32 payoutRoot, bytes32 receiptsRoot, uint128 total) external {
        if (msg.sender != authorizer.operator()) revert NotOperator(msg.sender);
        if (epoch_ != epoch + 1) revert WrongEpoch(epoch + 1);
        if (hasPending()) revert RootPending(epoch);
        if (payoutRoot == 0) revert EmptyRoot();
        if (total < activatedTotal) revert TotalFell(activatedTotal);
        if (total > received()) revert TotalAboveReceived(received());
        uint40 activatesAt = uint40(block.timestamp) + activationDelay;
        epoch = epoch_;
        epochs[epoch_] = Epoch(payoutRoot, receiptsRoot, total, activatesAt, false);
        emit Proposed(epoch_, payoutRoot, receiptsRoot, total, activatesAt);
    }

    /// @notice Makes the pending root claimable once its delay has passed; anyone may.
    function activate() external {
        if (!hasPending()) revert NoRootPending();
        Epoch storage pending = epochs[epoch];
        if (block.timestamp < pending.activatesAt) revert NotDue(pending.activatesAt);
        pending.activated = true;
        isActivated[pending.payoutRoot] = true;
        activatedTotal = pending.total;
        emit Activated(epoch, pending.payoutRoot, pending.total);
    }

    /// @notice Pays a payee what a leaf of any activated root grants beyond what it has had; anyone may send it.
    /// @param previous what the payee had been granted before the leaf's epoch
    /// @param amount what it has been granted in all
    /// @param creditsRoot the credits that explain the difference
    function claim(address payee, uint256 previous, uint256 amount, bytes32 creditsRoot, bytes32[] calldata proof)
        external
    {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(payee, previous, amount, creditsRoot))));
        bytes32 root = MerkleProof.processProofCalldata(proof, leaf);
        if (!isActivated[root]) revert UnknownRoot(root);
        if (amount < previous) revert AmountFell();
        if (amount <= claimed[payee]) revert NothingToClaim();
        uint256 payment = amount - claimed[payee];
        if (totalClaimed + payment > activatedTotal) revert AboveActivated();
        claimed[payee] = amount;
        totalClaimed += uint128(payment);
        emit Paid(payee, payment, amount);
        erc20.safeTransfer(payee, payment);
    }

    /// @notice Brings in what has been claimed from channels; the same as settling there.
    function settle() external {
        settlement.settle(address(this), address(erc20));
    }

    /// @notice All that ever came in.
    function received() public view returns (uint256) {
        return erc20.balanceOf(address(this)) + totalClaimed;
    }

    function hasPending() public view returns (bool) {
        return epoch != 0 && !epochs[epoch].activated;
    }
}

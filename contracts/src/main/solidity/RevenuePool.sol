// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBatchSettlement} from "./IBatchSettlement.sol";
import {IArbiter, IRevenuePool} from "./IRevenuePool.sol";
import {MerkleSum} from "./MerkleSum.sol";
import {OperatorAuthorizer} from "./OperatorAuthorizer.sol";
import {OperatorBond} from "./OperatorBond.sol";
import {Watched} from "./Watched.sol";

/// @notice The receiver of every channel: it holds what was earned and pays it by cumulative roots.
/// @dev Always claimed ≤ activated ≤ received. Who posts can take nothing, and loses a bond over a root that is proven
/// wrong while it is pending. Of a posted epoch one hash is kept: whoever uses it brings what was hashed.
contract RevenuePool is IRevenuePool, Watched, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// After so long without an activated root of the operator's, anyone with a bond may post.
    uint40 public constant SILENCE = 30 days;
    /// How long after a stranger's activated root no other stranger may post: the operator can come back meanwhile.
    uint40 public constant OPERATORS_TURN = 1 days;

    IERC20 public immutable erc20;
    IBatchSettlement public immutable settlement;
    OperatorAuthorizer public immutable authorizer;
    OperatorBond public immutable bonds;
    uint40 public immutable activationDelay;
    /// A root that grants nothing new can still be wrong: it needs a bond too.
    uint128 public immutable minimumBond;

    /// The last activated epoch; 0 before the first.
    uint64 public activeEpoch;
    /// Of a root of the operator's: a stranger's does not break its silence.
    uint40 public lastActivation;
    uint128 public activatedTotal;

    uint128 public totalClaimed;
    uint128 public pendingTotal;

    /// Who posted last, and when that root may be activated: 0 when none is pending.
    address public poster;
    uint40 public activatesAt;
    uint40 public lastStrangersActivation;
    bool private isStrangers;
    bytes32 public pendingRoots;

    address public arbiter;
    mapping(uint64 epoch => bytes32 roots) public activatedRoots;
    mapping(address payee => uint128) public claimed;

    constructor(
        IERC20 erc20_,
        IBatchSettlement settlement_,
        OperatorAuthorizer authorizer_,
        uint40 activationDelay_,
        uint128 minimumBond_
    ) EIP712("Tributary Pool", "1") {
        erc20 = erc20_;
        settlement = settlement_;
        authorizer = authorizer_;
        activationDelay = activationDelay_;
        minimumBond = minimumBond_;
        bonds = new OperatorBond(erc20_);
        lastActivation = uint40(block.timestamp);
    }

    /// @notice Posts the payouts of the next epoch; one root at a time waits for its activation.
    /// @param available what enough watchers signed about these roots, in ascending order of watcher
    function propose(uint64 epoch, Roots calldata roots, bytes[] calldata available) external nonReentrant {
        bool stranger = msg.sender != authorizer.operator();
        if (stranger && !mayStrangersPost()) revert MayNotPost(msg.sender);
        if (hasPending()) revert RootPending(activeEpoch + 1);
        if (epoch != activeEpoch + 1) revert WrongEpoch(activeEpoch + 1);
        if (roots.payoutRoot == 0) revert EmptyRoot();
        if (roots.total < activatedTotal) revert TotalFell(activatedTotal);
        // Else it would only keep others from posting.
        if (stranger && roots.total == activatedTotal) revert NothingGranted();
        if (roots.total > received()) revert TotalAboveReceived(received());
        uint128 bond = _max(roots.total - activatedTotal, minimumBond);
        if (bonds.bondOf(msg.sender) < bond) revert BondTooSmall(bond);
        bytes32 hash = keccak256(abi.encode(roots));
        _requireAvailable(epoch, hash, available);
        pendingRoots = hash;
        pendingTotal = roots.total;
        poster = msg.sender;
        activatesAt = uint40(block.timestamp) + activationDelay;
        isStrangers = stranger;
        emit Proposed(epoch, msg.sender, hash, roots, activatesAt);
    }

    /// @notice Makes the pending root claimable for ever once its delay has passed; anyone may.
    function activate() external nonReentrant {
        if (!hasPending()) revert NoRootPending();
        if (block.timestamp < activatesAt) revert NotDue(activatesAt);
        uint64 epoch = activeEpoch + 1;
        activatesAt = 0;
        (activeEpoch, activatedTotal) = (epoch, pendingTotal);
        if (isStrangers) lastStrangersActivation = uint40(block.timestamp);
        else lastActivation = uint40(block.timestamp);
        activatedRoots[epoch] = pendingRoots;
        emit Activated(epoch, pendingRoots, pendingTotal);
    }

    /// @notice Discards a pending root that was proven wrong; its epoch is open again and its money still here.
    function reject(bytes32 roots, address challenger) external nonReentrant {
        if (msg.sender != arbiter) revert NotArbiter(msg.sender);
        if (!hasPending() || pendingRoots != roots) revert NotPending(roots);
        activatesAt = 0;
        emit Rejected(activeEpoch + 1, roots, poster, challenger);
        bonds.slash(poster, challenger);
    }

    /// @notice Names, once and for ever, the contract that judges challenges.
    function setArbiter(IArbiter arbiter_) external {
        if (msg.sender != owner()) revert NotOwner(msg.sender);
        if (arbiter != address(0)) revert ArbiterIsSet();
        // Without a delay nobody would have the time to challenge.
        if (activationDelay == 0 || arbiter_.pool() != address(this)) revert BadArbiter();
        arbiter = address(arbiter_);
        emit ArbiterSet(arbiter);
    }

    /// @notice Pays a payee what a leaf of an activated epoch grants beyond what it has had; anyone may send it.
    function claim(Posted calldata posted, Leaf calldata leaf, Proof calldata proof) external nonReentrant {
        _requireLeaf(posted, leaf, proof);
        // Paying itself would count the same money as received once more.
        if (leaf.payee == address(this)) revert PoolAsPayee();
        if (leaf.amount <= claimed[leaf.payee]) revert NothingToClaim();
        uint128 payment = _take(leaf);
        emit Paid(leaf.payee, payment, leaf.amount);
        erc20.safeTransfer(leaf.payee, payment);
    }

    /// @notice Pays many payees of one epoch; who has had it all is passed over, and so is who cannot be paid.
    function claimMany(Posted calldata posted, Leaf[] calldata leaves, Proof[] calldata proofs) external nonReentrant {
        if (leaves.length != proofs.length) revert ProofsMissing();
        for (uint256 i; i < leaves.length; ++i) {
            _requireLeaf(posted, leaves[i], proofs[i]);
            if (leaves[i].amount > claimed[leaves[i].payee]) _tryPay(leaves[i]);
        }
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
        return activatesAt != 0;
    }

    /// @notice The root that waits for its activation; all zero when none does.
    function pending()
        external
        view
        returns (uint64 epoch, bytes32 roots, uint128 total, uint40 dueAt, address postedBy)
    {
        if (hasPending()) return (activeEpoch + 1, pendingRoots, pendingTotal, activatesAt, poster);
    }

    /// @notice Whether a bond may not be withdrawn now.
    function isLocked(address of_) external view returns (bool) {
        return hasPending() && poster == of_;
    }

    /// @notice The operator; and anyone else after a long silence.
    function mayPost(address sender) external view returns (bool) {
        return sender == authorizer.operator() || mayStrangersPost();
    }

    /// @notice Only where a wrong root can be rejected: where there are an arbiter and watchers, without whom nobody
    /// would have to show what is wrong with it.
    function mayStrangersPost() public view returns (bool) {
        return arbiter != address(0) && isWatched() && block.timestamp >= uint256(lastActivation) + SILENCE
            && block.timestamp >= uint256(lastStrangersActivation) + OPERATORS_TURN;
    }

    /// @notice Who may name the arbiter and the watchers; it can move no money.
    function owner() public view override returns (address) {
        return authorizer.owner();
    }

    /// The tree's sum is part of what was posted: leaves never grant more than the epoch's total.
    function _requireLeaf(Posted calldata posted, Leaf calldata leaf, Proof calldata proof) private view {
        // Hashed twice, so that no leaf can pass for an inner node.
        bytes32 leafHash = keccak256(bytes.concat(keccak256(abi.encode(leaf))));
        (bytes32 root, uint128 total) =
            MerkleSum.rootOf(leafHash, leaf.amount, proof.index, posted.payees, proof.siblings);
        bytes32 hash = keccak256(abi.encode(Roots(root, posted.payees, total, posted.receiptsRoot)));
        if (activatedRoots[posted.epoch] != hash) revert UnknownRoot(posted.epoch);
        if (leaf.amount < leaf.previous) revert AmountFell();
    }

    /// Books what a leaf still grants.
    function _take(Leaf calldata leaf) private returns (uint128 payment) {
        payment = leaf.amount - claimed[leaf.payee];
        // Only roots that take from one payee what an earlier one granted can come to this.
        if (payment > activatedTotal - totalClaimed) revert AboveActivated();
        claimed[leaf.payee] = leaf.amount;
        totalClaimed += payment;
    }

    /// The event follows the transfer: it says which way that went. The guard keeps others out meanwhile.
    function _tryPay(Leaf calldata leaf) private {
        uint128 payment = _take(leaf);
        if (leaf.payee != address(this) && erc20.trySafeTransfer(leaf.payee, payment)) {
            emit Paid(leaf.payee, payment, leaf.amount);
        } else {
            claimed[leaf.payee] -= payment;
            totalClaimed -= payment;
            emit Unpaid(leaf.payee, payment);
        }
    }

    function _max(uint128 a, uint128 b) private pure returns (uint128) {
        return a > b ? a : b;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @notice Watchers sign that the receipts behind a root are public; without enough of them no root is taken.
/// @dev The first set counts at once. Another one takes effect after a delay, so that a stolen owner key cannot put its
/// own watchers in at once; and no set is replaced by none.
abstract contract Watched is EIP712 {
    struct WatcherSet {
        address[] members;
        uint8 threshold;
    }

    uint40 public constant WATCHERS_DELAY = 7 days;
    uint256 public constant MAX_WATCHERS = 16;

    bytes32 private constant AVAILABLE_TYPEHASH = keccak256("Available(uint64 epoch,bytes32 roots)");

    WatcherSet private _watchers;
    WatcherSet private _announced;
    /// When the announced set may be applied; 0 when none is announced.
    uint40 public watchersApplyAt;

    event WatchersAnnounced(address[] members, uint8 threshold, uint40 applyAt);
    event WatchersApplied(address[] members, uint8 threshold);

    error NotOwner(address sender);
    error BadWatchers();
    error NoWatchersAnnounced();
    error WatchersNotDue(uint40 applyAt);
    error NotWatcher(address signer);
    error TooFewWatchers(uint8 threshold);

    /// @notice Announces the next set, of which at least one must sign; `members` ascend.
    function announceWatchers(address[] calldata members, uint8 threshold) external {
        if (msg.sender != owner()) revert NotOwner(msg.sender);
        if (threshold == 0 || members.length > MAX_WATCHERS || threshold > members.length) revert BadWatchers();
        address last;
        for (uint256 i; i < members.length; ++i) {
            if (members[i] <= last) revert BadWatchers();
            last = members[i];
        }
        _announced = WatcherSet(members, threshold);
        watchersApplyAt = uint40(block.timestamp) + (isWatched() ? WATCHERS_DELAY : 0);
        emit WatchersAnnounced(members, threshold, watchersApplyAt);
        if (!isWatched()) applyWatchers();
    }

    /// @notice Puts the announced set in force once its delay has passed; anyone may.
    function applyWatchers() public {
        if (watchersApplyAt == 0) revert NoWatchersAnnounced();
        if (block.timestamp < watchersApplyAt) revert WatchersNotDue(watchersApplyAt);
        _watchers = _announced;
        delete _announced;
        watchersApplyAt = 0;
        emit WatchersApplied(_watchers.members, _watchers.threshold);
    }

    function watchers() external view returns (address[] memory members, uint8 threshold) {
        return (_watchers.members, _watchers.threshold);
    }

    /// @notice Whether a root needs watchers' signatures.
    function isWatched() public view returns (bool) {
        return _watchers.threshold != 0;
    }

    /// @notice What a watcher signs once it holds all receipts behind the roots of an epoch.
    function availabilityDigest(uint64 epoch, bytes32 roots) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(AVAILABLE_TYPEHASH, epoch, roots)));
    }

    /// @notice Who may change the watchers.
    function owner() public view virtual returns (address);

    /// Signers ascend, so that nobody counts twice.
    function _requireAvailable(uint64 epoch, bytes32 roots, bytes[] calldata signatures) internal view {
        uint8 threshold = _watchers.threshold;
        if (threshold == 0) return;
        if (signatures.length < threshold) revert TooFewWatchers(threshold);
        bytes32 digest = availabilityDigest(epoch, roots);
        address last;
        for (uint256 i; i < threshold; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            if (signer <= last || !_isWatcher(signer)) revert NotWatcher(signer);
            last = signer;
        }
    }

    function _isWatcher(address signer) private view returns (bool) {
        for (uint256 i; i < _watchers.members.length; ++i) {
            if (_watchers.members[i] == signer) return true;
        }
        return false;
    }
}

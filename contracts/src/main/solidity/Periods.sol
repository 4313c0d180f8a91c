// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @notice The registry's clock: a change never touches the period that is running.
abstract contract Periods {
    /// In seconds.
    uint64 public immutable PERIOD;
    /// What changes in the last seconds of a period is in force only in the one after the next, so that readers
    /// have the time to learn of it.
    uint64 public immutable NOTICE;

    error ZeroPeriod();

    constructor(uint64 period, uint64 notice) {
        if (period == 0) revert ZeroPeriod();
        (PERIOD, NOTICE) = (period, notice);
    }

    function periodOf(uint64 secondsSinceEpoch) public view virtual returns (uint64) {
        return secondsSinceEpoch / PERIOD;
    }

    /// @notice The first period that a change made now is in force in.
    function comingPeriod() public view returns (uint64) {
        return (uint64(block.timestamp) + NOTICE) / PERIOD + 1;
    }
}

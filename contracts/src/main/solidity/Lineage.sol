// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @notice Merges the tables of an asset's parents into its own, so that nothing walks a tree later.
/// @dev The same rule as FlatLineage.merge in Java; shares are in parts per billion.
library Lineage {
    uint256 internal constant MAX_PARENTS = 8;
    uint256 internal constant MAX_ANCESTORS = 32;
    uint256 internal constant PPB = 1e9;
    uint256 private constant PPB_PER_BPS = PPB / 10_000;

    struct Parent {
        uint96 asset;
        uint16 bps;
    }

    /// Two fit a storage slot.
    struct Ancestor {
        uint96 asset;
        uint32 ppb;
    }

    error TooManyAncestors();

    /// A table while it grows.
    struct Draft {
        Ancestor[] entries;
        uint256 length;
    }

    function draft() internal pure returns (Draft memory) {
        return Draft(new Ancestor[](MAX_ANCESTORS), 0);
    }

    /// @notice A parent passes on what its own ancestors are owed and keeps the rest.
    function addParent(Draft memory table, Parent memory parent, Ancestor[] memory parents) internal pure {
        uint256 gross = uint256(parent.bps) * PPB_PER_BPS;
        uint256 net = gross;
        for (uint256 i; i < parents.length; ++i) {
            net -= gross * parents[i].ppb / PPB;
        }
        add(table, parent.asset, net);
        for (uint256 i; i < parents.length; ++i) {
            add(table, parents[i].asset, gross * parents[i].ppb / PPB);
        }
    }

    function finish(Draft memory table) internal pure returns (Ancestor[] memory entries) {
        entries = table.entries;
        uint256 length = table.length;
        assembly ("memory-safe") {
            mstore(entries, length)
        }
    }

    /// Shares that round to nothing are dropped; an ancestor reached twice is listed once.
    function add(Draft memory table, uint96 asset, uint256 ppb) private pure {
        if (ppb == 0) return;
        for (uint256 i; i < table.length; ++i) {
            if (table.entries[i].asset == asset) {
                table.entries[i].ppb += uint32(ppb);
                return;
            }
        }
        if (table.length == MAX_ANCESTORS) revert TooManyAncestors();
        table.entries[table.length++] = Ancestor(asset, uint32(ppb));
    }
}

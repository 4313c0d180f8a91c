// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {AssetOwnership} from "./AssetOwnership.sol";

/// @notice What calls to an asset cost and how a charge is divided before the lineage: every version, and its period.
abstract contract AssetTerms is AssetOwnership {
    using Checkpoints for Checkpoints.Trace160;

    /// The caps leave at least 15 % of every charge to the owner and the lineage.
    uint16 public constant MAX_WORKER_BPS = 7000;
    uint16 public constant MAX_FEE_BPS = 1500;
    uint64 public constant MAX_PRICE = 1e12;

    mapping(uint256 id => Terms[]) private versions;
    mapping(uint256 id => Checkpoints.Trace160) private inForce;

    /// @notice Changes the terms from the coming period on.
    function setTerms(uint256 id, Terms calldata terms) external onlyOwnerOf(id) {
        (Kind kind, Pledge memory pledge) = _pledgeOf(id);
        _requireFair(terms, kind, pledge);
        _pushTerms(id, terms, comingPeriod());
    }

    function termsAt(uint256 id, uint64 period) external view returns (uint32 version, Terms memory) {
        version = uint32(inForce[id].upperLookupRecent(period));
        return (version, termsOf(id, version));
    }

    function termsOf(uint256 id, uint32 version) public view returns (Terms memory terms) {
        if (version > 0 && version <= versions[id].length) terms = versions[id][version - 1];
    }

    function _pushTerms(uint256 id, Terms calldata terms, uint64 period) internal {
        versions[id].push(terms);
        uint32 version = uint32(versions[id].length);
        inForce[id].push(period, version);
        emit TermsSet(id, version, period, terms);
    }

    /// A dataset answers no calls: it has no prices, or a model that is called one could be sold below the floors. Its
    /// descendants keep them all the same.
    function _requireFair(Terms calldata terms, Kind kind, Pledge memory pledge) internal pure {
        if (terms.workerBps > MAX_WORKER_BPS || terms.feeBps > MAX_FEE_BPS) revert ShareAboveCap();
        if (terms.promptPrice > MAX_PRICE || terms.completionPrice > MAX_PRICE || terms.pixelPrice > MAX_PRICE) {
            revert PriceAboveCap();
        }
        // Else what is cached would cost more than was quoted for a prompt that is new.
        if (terms.cachedPrice > terms.promptPrice) revert CachedAbovePrompt();
        if (BPS - terms.workerBps - terms.feeBps < pledge.minRestBps) revert RestBelowPledge();
        if (kind == Kind.Dataset) {
            if (terms.promptPrice != 0 || terms.completionPrice != 0 || terms.pixelPrice != 0) revert PricedDataset();
            return;
        }
        if (terms.completionPrice < pledge.completionFloor || terms.pixelPrice < pledge.pixelFloor) {
            revert PriceBelowFloor();
        }
    }

    function _pledgeOf(uint256 id) internal view virtual returns (Kind, Pledge memory);
}

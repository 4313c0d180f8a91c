// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IAssetRegistry} from "./IAssetRegistry.sol";
import {Periods} from "./Periods.sol";

/// @notice Who owns an asset and who is paid for it, now and in every period that ever was.
abstract contract AssetOwnership is ERC721, IERC2981, Periods, IAssetRegistry {
    using Checkpoints for Checkpoints.Trace160;

    /// What marketplaces are asked to pass on of a sale, to whom the asset was registered for.
    uint96 public constant ROYALTY_BPS = 250;
    uint256 internal constant BPS = 10_000;

    mapping(uint256 id => Checkpoints.Trace160) private owners;
    /// Zero where the owner itself is paid.
    mapping(uint256 id => Checkpoints.Trace160) private payouts;

    modifier onlyOwnerOf(uint256 id) {
        if (msg.sender != ownerOf(id)) revert NotOwner(msg.sender);
        _;
    }

    /// @notice Where the owner's revenue goes instead of to the owner's address; zero undoes it.
    function setPayout(uint256 id, address payout) external onlyOwnerOf(id) {
        _setPayout(id, payout);
    }

    function periodOf(uint64 secondsSinceEpoch) public view override(IAssetRegistry, Periods) returns (uint64) {
        return Periods.periodOf(secondsSinceEpoch);
    }

    function ownerAt(uint256 id, uint64 period) public view returns (address) {
        return address(owners[id].upperLookupRecent(period));
    }

    function payeeAt(uint256 id, uint64 period) external view returns (address) {
        address payout = address(payouts[id].upperLookupRecent(period));
        return payout == address(0) ? ownerAt(id, period) : payout;
    }

    function royaltyInfo(uint256 id, uint256 salePrice) external view returns (address, uint256) {
        _requireOwned(id);
        return (ownerAt(id, 0), salePrice * ROYALTY_BPS / BPS);
    }

    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return interfaceId == type(IERC2981).interfaceId || super.supportsInterface(interfaceId);
    }

    /// A new owner must not pay the old one by oversight.
    function _update(address to, uint256 id, address auth) internal override returns (address from) {
        from = super._update(to, id, auth);
        // What an asset is registered with holds from its first moment on, by whatever clock.
        owners[id].push(from == address(0) ? 0 : comingPeriod(), uint160(to));
        if (payouts[id].latest() != 0) _setPayout(id, address(0));
    }

    function _setPayout(uint256 id, address payout) private {
        uint64 period = comingPeriod();
        payouts[id].push(period, uint160(payout));
        emit PayoutSet(id, payout, period);
    }
}

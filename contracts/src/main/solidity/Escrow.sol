// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {AssetOwnership} from "./AssetOwnership.sol";
import {EscrowVault} from "./EscrowVault.sol";

/// @notice Assets of named owners who hold no key here: kept by a vault each, and handed over when they are found.
/// @dev Who is the named owner is decided by who registered the asset. The delay makes a hand-over and its proof
/// public before it happens.
abstract contract Escrow is AssetOwnership {
    EscrowVault public immutable vaultTemplate;
    uint64 public immutable HANDOVER_DELAY;

    /// Zero for an asset that is not in escrow.
    mapping(uint256 id => address) public stewardOf;
    /// Who accepted: what the vault was paid for is theirs, also when the asset has moved on.
    mapping(uint256 id => address) public heirOf;
    mapping(uint256 id => Offer) private offers;

    constructor(uint64 handOverDelay) {
        HANDOVER_DELAY = handOverDelay;
        vaultTemplate = new EscrowVault(address(this));
    }

    /// @notice Offers an escrowed asset to its owner, and says where the proof is that it is them.
    function offer(uint256 id, address to, string calldata proof) external {
        _requireSteward(id);
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        if (bytes(proof).length > 512) revert TextTooLong();
        uint64 acceptableAt = uint64(block.timestamp) + HANDOVER_DELAY;
        offers[id] = Offer(to, acceptableAt, proof);
        emit Offered(id, to, acceptableAt, proof);
    }

    function withdrawOffer(uint256 id) external {
        _requireSteward(id);
        delete offers[id];
        emit OfferWithdrawn(id);
    }

    /// @notice Takes an asset that was offered to the sender, with all that its vault was and will be paid.
    function accept(uint256 id) external {
        Offer storage offered = offers[id];
        if (msg.sender != offered.to) revert NotOffered(msg.sender);
        if (block.timestamp < offered.acceptableAt) revert NotAcceptable(offered.acceptableAt);
        delete offers[id];
        delete stewardOf[id];
        heirOf[id] = msg.sender;
        emit HandedOver(id, msg.sender);
        _transfer(vaultOf(id), msg.sender, id);
    }

    /// @notice Puts the vault's code at its address; anyone may, and money may have arrived before.
    function deployVault(uint256 id) external returns (address) {
        _requireOwned(id);
        return Clones.cloneDeterministicWithImmutableArgs(address(vaultTemplate), abi.encode(id), bytes32(id));
    }

    function vaultOf(uint256 id) public view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(
            address(vaultTemplate), abi.encode(id), bytes32(id), address(this)
        );
    }

    function isEscrowed(uint256 id) external view returns (bool) {
        return stewardOf[id] != address(0);
    }

    /// @notice All zero while none is made.
    function offerOf(uint256 id) external view returns (Offer memory) {
        return offers[id];
    }

    function _entrust(uint256 id) internal {
        stewardOf[id] = msg.sender;
    }

    function _requireSteward(uint256 id) private view {
        address steward = stewardOf[id];
        if (steward == address(0)) revert NotEscrowed(id);
        if (msg.sender != steward) revert NotRegistrar(msg.sender);
    }
}

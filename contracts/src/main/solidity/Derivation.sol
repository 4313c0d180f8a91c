// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {AssetTerms} from "./AssetTerms.sol";
import {Lineage} from "./Lineage.sol";

/// @notice Who may derive from an asset and for what, and the flat table that follows for the child.
abstract contract Derivation is AssetTerms, EIP712 {
    using Lineage for Lineage.Draft;

    bytes32 public constant DERIVE_CONSENT_TYPEHASH = keccak256(
        "DeriveConsent(uint256 parent,bytes32 contentHash,address registrar,uint16 bps,uint64 completionFloor,uint64 pixelFloor,uint256 deadline)"
    );

    mapping(uint256 id => Consent) private consents;
    mapping(uint256 id => Lineage.Ancestor[]) private ancestors;

    constructor() EIP712("Tributary AssetRegistry", "1") {}

    /// @notice What is asked of future children; those that exist keep what they were registered with.
    function setConsent(uint256 id, Consent calldata consent) external onlyOwnerOf(id) {
        _setConsent(id, consent);
    }

    function consentOf(uint256 id) external view returns (Consent memory) {
        _requireOwned(id);
        return consents[id];
    }

    function flatLineage(uint256 id) external view returns (Lineage.Ancestor[] memory) {
        _requireOwned(id);
        return ancestors[id];
    }

    /// @notice What a child would promise these parents, if it were registered now.
    /// @param signed for each parent in its order, with an empty signature where none is needed
    function pledgeFor(
        Lineage.Parent[] calldata parents,
        bytes32 contentHash,
        SignedConsent[] calldata signed,
        address registrar
    ) public view returns (Pledge memory pledge) {
        if (signed.length != parents.length) revert ConsentsMissing();
        for (uint256 i; i < parents.length; ++i) {
            _pledge(pledge, parents[i], contentHash, signed[i], registrar);
        }
    }

    function _setConsent(uint256 id, Consent calldata consent) internal {
        if (consent.minBps > BPS || consent.completionFloor > MAX_PRICE || consent.pixelFloor > MAX_PRICE) {
            revert ConsentOutOfRange();
        }
        consents[id] = consent;
        emit ConsentSet(id, consent);
    }

    /// Merges the parents' tables into the child's, and what each parent asks into one pledge.
    function _derive(uint256 child, Registration calldata registration, SignedConsent[] calldata signed)
        internal
        returns (Lineage.Ancestor[] memory table, Pledge memory pledge)
    {
        Lineage.Parent[] calldata parents = registration.parents;
        if (parents.length > Lineage.MAX_PARENTS) revert TooManyParents();
        pledge = pledgeFor(parents, registration.contentHash, signed, msg.sender);
        Lineage.Draft memory draft = Lineage.draft();
        uint256 sum;
        for (uint256 i; i < parents.length; ++i) {
            sum += parents[i].bps;
            draft.addParent(parents[i], ancestors[parents[i].asset]);
        }
        if (sum > BPS) revert ParentsExceedWhole();
        table = draft.finish();
        for (uint256 i; i < table.length; ++i) {
            ancestors[child].push(table[i]);
        }
    }

    /// Adds what one parent asks. The child is not minted yet, so a parent that exists is older: no cycle can form.
    function _pledge(
        Pledge memory pledge,
        Lineage.Parent calldata parent,
        bytes32 contentHash,
        SignedConsent calldata signed,
        address registrar
    ) private view {
        address parentOwner = ownerOf(parent.asset);
        (, Pledge memory inherited) = _pledgeOf(parent.asset);
        _raise(pledge, inherited.completionFloor, inherited.pixelFloor);
        // Whoever owns the parent consents by sending.
        if (parentOwner == registrar) return;
        if (signed.signature.length != 0) {
            _requireSigned(parentOwner, parent, contentHash, signed, registrar);
            _raise(pledge, signed.completionFloor, signed.pixelFloor);
            return;
        }
        Consent memory consent = consents[parent.asset];
        if (!consent.open || parent.bps < consent.minBps) revert NoConsent(parent.asset);
        _raise(pledge, consent.completionFloor, consent.pixelFloor);
        if (consent.base == Base.Charge && consent.minBps != 0) {
            // parent.bps · rest ≥ minBps · 10 000, for every rest that the child's terms may ever leave.
            uint256 least = (consent.minBps * BPS + parent.bps - 1) / parent.bps;
            if (least > pledge.minRestBps) pledge.minRestBps = uint16(least);
        }
    }

    function _requireAccepted(Pledge memory pledge, Pledge calldata accepted) internal pure {
        if (
            pledge.completionFloor > accepted.completionFloor || pledge.pixelFloor > accepted.pixelFloor
                || pledge.minRestBps > accepted.minRestBps
        ) revert PledgeAboveAccepted(pledge);
    }

    function _raise(Pledge memory pledge, uint64 completionFloor, uint64 pixelFloor) private pure {
        if (completionFloor > pledge.completionFloor) pledge.completionFloor = completionFloor;
        if (pixelFloor > pledge.pixelFloor) pledge.pixelFloor = pixelFloor;
    }

    /// Bound to this registry and chain by the domain, and to one child by its content and who registers it.
    function _requireSigned(
        address parentOwner,
        Lineage.Parent calldata parent,
        bytes32 contentHash,
        SignedConsent calldata signed,
        address registrar
    ) private view {
        if (block.timestamp > signed.deadline) revert ConsentExpired(parent.asset);
        bytes32 digest = _hashTypedDataV4(
            keccak256(
                abi.encode(
                    DERIVE_CONSENT_TYPEHASH,
                    parent.asset,
                    contentHash,
                    registrar,
                    signed.bps,
                    signed.completionFloor,
                    signed.pixelFloor,
                    signed.deadline
                )
            )
        );
        bool consented = parent.bps >= signed.bps
            && SignatureChecker.isValidSignatureNow(parentOwner, digest, signed.signature);
        if (!consented) revert NoConsent(parent.asset);
    }
}

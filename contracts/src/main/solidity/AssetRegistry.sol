// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Derivation} from "./Derivation.sol";
import {Escrow} from "./Escrow.sol";
import {Lineage} from "./Lineage.sol";
import {Periods} from "./Periods.sol";

/// @notice Models, datasets and adapters as ERC-721 assets: who owns each, what it was made from, who is owed.
contract AssetRegistry is Derivation, Escrow {
    uint256 public constant MAX_TEXT_BYTES = 512;

    uint256 public count;
    mapping(bytes32 commitment => uint256) public committedAtBlock;
    mapping(uint256 id => Asset) private assets;
    mapping(bytes32 contentHash => uint256[]) private claims;
    /// The asset as which a sender has registered a content: nobody claims it twice.
    mapping(bytes32 contentHash => mapping(address registrar => uint256)) private claimOf;

    /// @param period in seconds, as the others: what changes does so with a period
    /// @param notice how long before a period what changes with it is known
    /// @param handOverDelay how long an offer of an escrowed asset is public before it can be accepted
    constructor(uint64 period, uint64 notice, uint64 handOverDelay)
        ERC721("Tributary Asset", "TRIB")
        Periods(period, notice)
        Escrow(handOverDelay)
    {}

    /// @notice Announces a registration without showing it, so that nobody who sees it can be first.
    function commit(bytes32 commitment) external {
        // The first one counts: a copy by someone else must not set the clock back.
        if (committedAtBlock[commitment] == 0) committedAtBlock[commitment] = block.number;
        emit Committed(commitment, msg.sender);
    }

    function commitmentOf(address registrar, bytes32 contentHash, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(registrar, contentHash, salt));
    }

    /// @notice Registers an asset that the sender owns, at least one block after its commitment.
    /// @param signed for each parent in its order, with an empty signature where none is needed
    /// @param accepted the most that parents may ask: their owners can see what is about to be registered
    function register(
        Registration calldata registration,
        bytes32 salt,
        SignedConsent[] calldata signed,
        Pledge calldata accepted
    ) external returns (uint256 id) {
        return _register(registration, salt, signed, accepted, msg.sender);
    }

    /// @notice Registers an asset for a named owner who holds no key here: its revenue goes to a vault nobody can open.
    function registerFor(
        Registration calldata registration,
        bytes32 salt,
        SignedConsent[] calldata signed,
        Pledge calldata accepted
    ) external returns (uint256 id) {
        _entrust(count + 1);
        return _register(registration, salt, signed, accepted, vaultOf(count + 1));
    }

    function assetOf(uint256 id) external view returns (Asset memory) {
        _requireOwned(id);
        return assets[id];
    }

    /// @notice Every asset that was registered with a content, the earliest first.
    function claimsOf(bytes32 contentHash) external view returns (uint256[] memory) {
        return claims[contentHash];
    }

    function contentHashOf(uint256 id) external view returns (bytes32) {
        return assets[id].contentHash;
    }

    function flatHashOf(uint256 id) external view returns (bytes32) {
        return assets[id].flatHash;
    }

    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        return assets[id].uri;
    }

    function _register(
        Registration calldata registration,
        bytes32 salt,
        SignedConsent[] calldata signed,
        Pledge calldata accepted,
        address owner
    ) private returns (uint256 id) {
        _requireFirst(registration.contentHash, salt);
        _requireSound(registration);
        id = ++count;
        (Lineage.Ancestor[] memory lineage, Pledge memory pledge) = _derive(id, registration, signed);
        _requireAccepted(pledge, accepted);
        _requireFair(registration.terms, registration.kind, pledge);
        bytes32 flatHash = keccak256(abi.encode(lineage));
        _store(id, registration, flatHash, pledge);
        _mint(owner, id);
        emit Registered(
            id,
            owner,
            registration.contentHash,
            msg.sender,
            registration.kind,
            registration.manifestHash,
            flatHash,
            lineage
        );
        _setConsent(id, registration.consent);
        _pushTerms(id, registration.terms, 0);
    }

    function _store(uint256 id, Registration calldata registration, bytes32 flatHash, Pledge memory pledge) private {
        claims[registration.contentHash].push(id);
        claimOf[registration.contentHash][msg.sender] = id;
        Asset storage asset = assets[id];
        asset.kind = registration.kind;
        asset.registeredAt = uint40(block.timestamp);
        asset.registrar = msg.sender;
        asset.pledge = pledge;
        asset.contentHash = registration.contentHash;
        asset.manifestHash = registration.manifestHash;
        asset.flatHash = flatHash;
        asset.uri = registration.uri;
        asset.name = registration.name;
        asset.ownerName = registration.ownerName;
        asset.licence = registration.licence;
        for (uint256 i; i < registration.parents.length; ++i) {
            asset.parents.push(registration.parents[i]);
        }
    }

    function _requireFirst(bytes32 contentHash, bytes32 salt) private view {
        uint256 committed = committedAtBlock[commitmentOf(msg.sender, contentHash, salt)];
        if (committed == 0) revert NotCommitted();
        if (committed >= block.number) revert CommittedThisBlock();
        uint256 known = claimOf[contentHash][msg.sender];
        if (known != 0) revert AlreadyRegistered(known);
    }

    function _requireSound(Registration calldata registration) private pure {
        if (registration.kind == Kind.Unknown) revert UnknownKind();
        if (registration.contentHash == 0) revert EmptyContentHash();
        if (
            bytes(registration.uri).length > MAX_TEXT_BYTES || bytes(registration.name).length > MAX_TEXT_BYTES
                || bytes(registration.ownerName).length > MAX_TEXT_BYTES
                || bytes(registration.licence).length > MAX_TEXT_BYTES
        ) revert TextTooLong();
    }

    function _pledgeOf(uint256 id) internal view override returns (Kind, Pledge memory) {
        return (assets[id].kind, assets[id].pledge);
    }
}

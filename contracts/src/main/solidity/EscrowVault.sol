// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice Keeps what one asset earns while its owner holds no key here.
/// @dev A clone at an address known before it exists. As long as the vault itself owns the asset nobody can sweep,
/// because the vault never calls anything by itself.
contract EscrowVault {
    using SafeERC20 for IERC20;

    IERC721 public immutable registry;

    event Swept(IERC20 indexed erc20, address indexed to, uint256 amount);

    error NotAssetOwner(address sender);

    constructor(IERC721 registry_) {
        registry = registry_;
    }

    function assetId() public view returns (uint256) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256));
    }

    /// @notice Pays everything out to where the asset's owner wants it.
    function sweep(IERC20 erc20, address to) external {
        if (registry.ownerOf(assetId()) != msg.sender) revert NotAssetOwner(msg.sender);
        uint256 amount = erc20.balanceOf(address(this));
        emit Swept(erc20, to, amount);
        erc20.safeTransfer(to, amount);
    }
}

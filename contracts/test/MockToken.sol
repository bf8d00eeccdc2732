// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title An ERC-20 token with the manners of tokens in the field
contract MockToken {
    enum Manners {
        Good,
        TakesFee, // delivers 1% less than asked
        ReturnsNothing, // as USDT
        ReturnsFalse, // moves nothing and does not revert
        CallsBack // calls somebody in the middle of a transfer, as ERC-777
    }

    Manners public manners;
    address public target;
    bytes public callback;

    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function setManners(Manners newManners) external {
        manners = newManners;
    }

    function setCallback(address newTarget, bytes calldata data) external {
        manners = Manners.CallsBack;
        target = newTarget;
        callback = data;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        return _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        if (manners == Manners.ReturnsFalse) return false;
        balanceOf[from] -= amount;
        balanceOf[to] += manners == Manners.TakesFee ? amount - amount / 100 : amount;
        if (manners == Manners.CallsBack) {
            (bool ok, bytes memory reason) = target.call(callback);
            if (!ok) {
                assembly {
                    revert(add(reason, 0x20), mload(reason))
                }
            }
        }
        if (manners == Manners.ReturnsNothing) {
            assembly {
                return(0, 0)
            }
        }
        return true;
    }
}

pragma circom 2.1.0;

// The smallest native program: its journal is the binding and an inputHash that only whoever knows the root can claim.
template Square() {
    signal input binding;
    signal input root;
    signal output taskBinding;
    signal output inputHash;

    taskBinding <== binding;
    inputHash <== root * root;
}

component main = Square();

pragma circom 2.1.0;

// A circuit with constants and a single public signal.
template Polynomial() {
    signal input x;
    signal output y;

    signal square;
    signal cube;
    square <== x * x + 3;
    cube <== (square + 11) * (x + 2);
    y <== (cube + 5) * (square + x) + 7;
}

component main = Polynomial();

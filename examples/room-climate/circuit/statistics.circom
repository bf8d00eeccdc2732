pragma circom 2.2.0;

include "range.circom";

// The sum of the inputs; the caller knows that it cannot wrap around the field.
template Sum(N) {
    signal input in[N];
    signal output out;

    var sum = 0;
    for (var i = 0; i < N; i++) sum += in[i];
    out <== sum;
}

// floor(sum / count) for 1 <= count <= MAX_COUNT, proved by division with remainder: mean * count + remainder === sum
// and remainder < count. The mean fits in BITS bits, so the product is below 2^BITS * MAX_COUNT and cannot wrap
// around the field: mean and remainder are unique.
template FloorMean(BITS, MAX_COUNT) {
    signal input sum;
    signal input count;
    signal output mean;

    signal remainder;
    mean <-- sum \ count;
    remainder <-- sum % count;
    mean * count + remainder === sum;

    FitsIn(BITS)(mean);
    FitsIn(bitsFor(MAX_COUNT - 1))(remainder);
    FitsIn(bitsFor(MAX_COUNT - 1))(count - 1 - remainder);
}

// The greatest of N values, each known to be below 2^BITS: none of them exceeds it, and it is one of them (the
// product of the differences is zero only if a difference is).
template Maximum(N, BITS) {
    signal input in[N];
    signal output max;

    var greatest = 0;
    for (var i = 0; i < N; i++) greatest = in[i] > greatest ? in[i] : greatest;
    max <-- greatest;

    signal product[N];
    for (var i = 0; i < N; i++) {
        FitsIn(BITS)(max - in[i]);
        if (i == 0) product[i] <== max - in[i];
        else product[i] <== product[i - 1] * (max - in[i]);
    }
    product[N - 1] === 0;
}

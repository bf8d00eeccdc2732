;; W3bstream's template circuit as a module of its own: somebody knows a and b with 4 a^2 b^2 = publicInput.
;; The message is {"private_a": 3, "private_b": 5}, both whole numbers from 0 to 32767.
;;
;; These functions are linked into the module of @axiom-crypto/halo2-wasm, which has all of Halo2 (halo2-base); they say
;; what the circuit is and give it the form that W3bstream calls. scripts/halo2-module/link.ts puts them there: it
;; declares every function of that module by its export's name, or its import's name without the hash, and adds the
;; data segments $texts and $parameters.

;; Where each text is in $texts: offset and length.
(func $config_text (result i32 i32) (i32.const 0) (i32.const 98))
(func $a_text (result i32 i32) (i32.const 98) (i32.const 9))
(func $b_text (result i32 i32) (i32.const 107) (i32.const 9))
(func $four_text (result i32 i32) (i32.const 116) (i32.const 1))
(func $refusal_text (result i32 i32) (i32.const 117) (i32.const 61))
(data $texts
  "{\"k\":5,\"numAdvice\":1,\"numLookupAdvice\":0,\"numInstance\":1,\"numLookupBits\":1,\"numVirtualInstance\":1}"
  "private_a"
  "private_b"
  "4"
  "private_a and private_b must be whole numbers from 0 to 32767")

;; prove(project_id: u64, task_id: u64, client_id: &str, sequencer_sign: &str, input: &str) -> Vec<u8>
(func (export "prove")
  (param $result i32) (param $project i64) (param $task i64)
  (param $client i32) (param $client_length i32) (param $sign i32) (param $sign_length i32)
  (param $input i32) (param $input_length i32)
  (local $message i32) (local $a i64) (local $b i64) (local $circuit i32)
  (local $proof i32) (local $length i32) (local $encoded i32) (local $encoded_length i32)
  (call $initPanicHook)
  (local.set $message (call $first_message (local.get $input) (local.get $input_length)))
  (local.set $a (call $number_in (local.get $message) (call $a_text)))
  (local.set $b (call $number_in (local.get $message) (call $b_text)))
  (local.set $circuit (call $circuit (local.get $a) (local.get $b) (local.get $project) (local.get $task)))
  (call $halo2wasm_genPk (local.get $circuit))
  (call $halo2wasm_prove (local.get $result) (local.get $circuit))
  (local.set $proof (i32.load (local.get $result)))
  (local.set $length (i32.load offset=4 (local.get $result)))

  ;; abi.encode(uint256 publicInput, uint256 taskID, bytes proof)
  (local.set $encoded_length
    (i32.add (i32.const 128) (i32.and (i32.add (local.get $length) (i32.const 31)) (i32.const -32))))
  (local.set $encoded (call $__wbindgen_malloc (local.get $encoded_length) (i32.const 1)))
  (memory.fill (local.get $encoded) (i32.const 0) (local.get $encoded_length))
  (call $store_word (local.get $encoded)
    (i64.mul (i64.const 4) (i64.mul (i64.mul (local.get $a) (local.get $a)) (i64.mul (local.get $b) (local.get $b)))))
  (call $store_word (i32.add (local.get $encoded) (i32.const 32)) (local.get $task))
  (call $store_word (i32.add (local.get $encoded) (i32.const 64)) (i64.const 96))
  (call $store_word (i32.add (local.get $encoded) (i32.const 96)) (i64.extend_i32_u (local.get $length)))
  (memory.copy (i32.add (local.get $encoded) (i32.const 128)) (local.get $proof) (local.get $length))
  (i32.store (local.get $result) (local.get $encoded))
  (i32.store offset=4 (local.get $result) (local.get $encoded_length)))

;; verifying_key() -> Vec<u8>: halo2-wasm's partial verifying key, which is the same for all inputs.
(func (export "verifying_key") (param $result i32)
  (call $initPanicHook)
  (call $halo2wasm_getPartialVk
    (local.get $result) (call $circuit (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0))))

;; The circuit with its witness, parameters and verifying key: 4 a^2 b^2, project and task are its public inputs.
(func $circuit (param $a i64) (param $b i64) (param $project i64) (param $task i64) (result i32)
  (local $circuit i32) (local $lib i32) (local $ab i32) (local $parameters i32)
  (local.set $circuit (call $halo2wasm_new))
  (call $halo2wasm_config (local.get $circuit) (call $parse (call $text (call $config_text))))
  (local.set $lib (call $halo2libwasm_new (local.get $circuit)))
  (call $halo2libwasm_config (local.get $lib))
  (local.set $ab
    (call $halo2libwasm_mul (local.get $lib)
      (call $witness (local.get $lib) (local.get $a)) (call $witness (local.get $lib) (local.get $b))))
  (call $halo2libwasm_make_public (local.get $lib) (local.get $circuit)
    (call $halo2libwasm_mul (local.get $lib)
      (call $halo2libwasm_constant (local.get $lib) (call $text (call $four_text)))
      (call $halo2libwasm_mul (local.get $lib) (local.get $ab) (local.get $ab)))
    (i32.const 0))
  (call $halo2libwasm_make_public (local.get $lib) (local.get $circuit)
    (call $witness (local.get $lib) (local.get $project)) (i32.const 0))
  (call $halo2libwasm_make_public (local.get $lib) (local.get $circuit)
    (call $witness (local.get $lib) (local.get $task)) (i32.const 0))
  (call $halo2wasm_assignInstances (local.get $circuit))
  (local.set $parameters (call $__wbindgen_malloc (call $parameters_length) (i32.const 1)))
  (memory.init $parameters (local.get $parameters) (i32.const 0) (call $parameters_length))
  (call $halo2wasm_loadParams (local.get $circuit) (local.get $parameters) (call $parameters_length))
  (call $halo2wasm_genVk (local.get $circuit))
  (local.get $circuit))

(func $witness (param $lib i32) (param $value i64) (result i32)
  (call $halo2libwasm_witness (local.get $lib) (call $decimal (local.get $value))))

;; JSON.parse(JSON.parse(input)[0])
(func $first_message (param $input i32) (param $length i32) (result i32)
  (local $text i32)
  (local.set $text (call $__wbindgen_malloc (i32.const 8) (i32.const 4)))
  (call $__wbindgen_string_get (local.get $text)
    (call $get (call $parse (local.get $input) (local.get $length)) (i32.const 0)))
  (if (i32.eqz (i32.load (local.get $text))) (then (call $refuse)))
  (call $parse (i32.load (local.get $text)) (i32.load offset=4 (local.get $text))))

(func $number_in (param $message i32) (param $key i32) (param $key_length i32) (result i64)
  (local $option i32) (local $value f64)
  (local.set $option (call $__wbindgen_malloc (i32.const 16) (i32.const 8)))
  (call $__wbindgen_number_get (local.get $option)
    (call $getwithrefkey (local.get $message)
      (call $__wbindgen_string_new (call $text (local.get $key) (local.get $key_length)))))
  (local.set $value (f64.load offset=8 (local.get $option)))
  (if (i32.eqz (i32.load (local.get $option))) (then (call $refuse)))
  (if (f64.ne (f64.floor (local.get $value)) (local.get $value)) (then (call $refuse)))
  (if (i32.eqz (f64.ge (local.get $value) (f64.const 0))) (then (call $refuse)))
  (if (i32.eqz (f64.le (local.get $value) (f64.const 32767))) (then (call $refuse)))
  (i64.trunc_f64_u (local.get $value)))

(func $refuse
  (call $__wbindgen_throw (call $text (call $refusal_text))))

;; A copy of one of the texts.
(func $text (param $offset i32) (param $length i32) (result i32 i32)
  (local $address i32)
  (local.set $address (call $__wbindgen_malloc (local.get $length) (i32.const 1)))
  (memory.init $texts (local.get $address) (local.get $offset) (local.get $length))
  (local.get $address) (local.get $length))

;; A number of 64 bits without sign as decimal digits.
(func $decimal (param $value i64) (result i32 i32)
  (local $length i32) (local $rest i64) (local $address i32) (local $at i32)
  (local.set $rest (local.get $value))
  (loop $count
    (local.set $length (i32.add (local.get $length) (i32.const 1)))
    (local.set $rest (i64.div_u (local.get $rest) (i64.const 10)))
    (br_if $count (i64.ne (local.get $rest) (i64.const 0))))
  (local.set $address (call $__wbindgen_malloc (local.get $length) (i32.const 1)))
  (local.set $at (i32.add (local.get $address) (local.get $length)))
  (loop $digits
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (i64.store8 (local.get $at) (i64.add (i64.const 48) (i64.rem_u (local.get $value) (i64.const 10))))
    (local.set $value (i64.div_u (local.get $value) (i64.const 10)))
    (br_if $digits (i32.gt_u (local.get $at) (local.get $address))))
  (local.get $address) (local.get $length))

;; A number of 64 bits into the last bytes of a big-endian word of zeros.
(func $store_word (param $word i32) (param $value i64)
  (local $at i32)
  (local.set $at (i32.add (local.get $word) (i32.const 32)))
  (loop $bytes
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (i64.store8 (local.get $at) (local.get $value))
    (local.set $value (i64.shr_u (local.get $value) (i64.const 8)))
    (br_if $bytes (i64.ne (local.get $value) (i64.const 0)))))

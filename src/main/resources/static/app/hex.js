/** @param {Uint8Array} bytes @returns {string} two digits a byte, as the service writes digests */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A key that nobody can guess, for `Idempotency-Key`. */
export const randomKey = () => hex(crypto.getRandomValues(new Uint8Array(16)));

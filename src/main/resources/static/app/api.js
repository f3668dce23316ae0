import { signal } from '../vendor/ui.js';

/**
 * Calls of the service. Addresses are relative to the page, so that the dashboard works below the prefix of a proxy. The cookie of the
 * login goes with every call; no token is ever kept here.
 */
const ROOT = new URL('../api/v1/', import.meta.url);

/** Set when the service has answered that nobody is signed in. */
export const signedOut = signal(false);

/** An answer of the service that is an error: one sentence, the status and the code of OpenHarmony. */
export class Problem extends Error {
    /**
     * @param {number} status 0 if the service did not answer
     * @param {{type?: string, title?: string, detail?: string, code?: number, errors?: {pointer: string, detail: string}[]}} body
     * @param {number} retryAfter seconds
     */
    constructor(status, body, retryAfter = 0) {
        super(body.detail ?? body.title ?? `HTTP ${status}`);
        this.status = status;
        this.code = body.code;
        this.kind = (body.type ?? '').replace(/^.*\/problems\//, '');
        this.errors = body.errors ?? [];
        this.retryAfter = retryAfter;
        this.body = body;
    }
}

/**
 * @typedef {object} Call
 * @property {string} [method] default GET
 * @property {Record<string, string | number | boolean | string[] | undefined>} [query]
 * @property {unknown} [json] the body
 * @property {BodyInit} [body] the body, if it is not JSON
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 */

/**
 * The address of an operation, or of a URL that the service gave (`/api/v1/...`, also below a prefix).
 * @param {string} path
 * @param {Call['query']} [query]
 */
export function address(path, query = {}) {
    const url = new URL(path.replace(/^.*\/api\/v1\//, ''), ROOT);
    for (const [name, value] of Object.entries(query)) {
        for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) {
            url.searchParams.append(name, String(one));
        }
    }
    return url;
}

/**
 * @param {string} path without a leading slash, or a URL that the service gave
 * @param {Call} [call]
 * @returns {Promise<Response>} an answer below 400
 * @throws {Problem} any other answer, or none
 */
export async function send(path, { method = 'GET', query, json, body, headers = {}, signal: cancel } = {}) {
    let response;
    try {
        response = await fetch(address(path, query), {
            method,
            headers: json === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
            body: json === undefined ? body : JSON.stringify(json),
            signal: cancel,
        });
    } catch (failure) {
        if (cancel?.aborted) {
            throw failure;
        }
        throw new Problem(0, { detail: 'The service does not answer.', type: '/problems/unreachable' });
    }
    if (response.status < 400) {
        return response;
    }
    if (response.status === 401 && path !== 'login') {
        signedOut.value = true;
    }
    const problem = await response.json().catch(() => ({}));
    throw new Problem(response.status, problem, Number(response.headers.get('Retry-After') ?? 0));
}

/**
 * @template T
 * @param {string} path
 * @param {Call} [options]
 * @returns {Promise<T>} the JSON of the answer; undefined for an empty one
 */
export async function call(path, options) {
    const response = await send(path, options);
    const text = await response.text();
    return text === '' ? /** @type {T} */ (undefined) : JSON.parse(text);
}

/**
 * Reads all pages of a list.
 * @template T
 * @param {string} path
 * @param {string} member which holds the things
 * @param {Call & {most?: number}} [options] `most`: how many to read at most
 * @returns {Promise<T[]>}
 */
export async function all(path, member, { query = {}, most = Infinity, ...options } = {}) {
    /** @type {T[]} */
    const found = [];
    let after;
    do {
        const page = /** @type {any} */ (await call(path, { ...options, query: { limit: 1000, ...query, after } }));
        found.push(...page[member]);
        after = page.next;
    } while (after !== undefined && found.length < most);
    return found;
}

/**
 * The same call as a line for a shell, with the token in the environment as `docs/api.md` has it.
 * @param {string} path
 * @param {Call & {file?: string, output?: string}} [options] `file`: the body comes from this file; `output`: the answer goes to this file
 */
export function curl(path, { method = 'GET', query, json, headers = {}, file, output } = {}) {
    const quote = (/** @type {string} */ word) => `'${word.replaceAll("'", "'\\''")}'`;
    const url = address(path, query);
    const words = ['curl -f', '-H "Authorization: Bearer $BACKUP_TOKEN"'];
    if (method !== 'GET' && !(method === 'POST' && json !== undefined) && !(method === 'PUT' && file !== undefined)) {
        words.push(`-X ${method}`);
    }
    for (const [name, value] of Object.entries(json === undefined ? headers : { 'Content-Type': 'application/json', ...headers })) {
        words.push(`-H ${quote(`${name}: ${value}`)}`);
    }
    if (json !== undefined) {
        words.push(`-d ${quote(JSON.stringify(json))}`);
    }
    if (file !== undefined) {
        words.push(`-T ${quote(file)}`);
    }
    if (output !== undefined) {
        words.push(`-o ${quote(output)}`);
    }
    words.push(quote(url.href));
    return words.join(' \\\n  ');
}

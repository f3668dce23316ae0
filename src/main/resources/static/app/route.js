import { signal } from '../vendor/ui.js';

/**
 * Which page is shown. Addresses are fragments (`#/bundles/com.example.hiworld`), so that the service needs no rule for them and a
 * prefix of a proxy does not matter.
 *
 * @typedef {{page: string, part: string, query: URLSearchParams}} Route `part`: what follows the page's name, decoded
 */

/** @returns {Route} */
function read() {
    const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
    const [page, ...parts] = (path ?? '').split('/');
    let part = '';
    try {
        part = decodeURIComponent(parts.join('/'));
    } catch {
        // A percent sign that a person typed: no page has such a name.
    }
    return { page: page || 'overview', part, query: new URLSearchParams(query) };
}

export const route = signal(read());

addEventListener('hashchange', () => {
    route.value = read();
});

/**
 * @param {string} page
 * @param {string} [part]
 * @param {Record<string, string>} [query]
 */
export function link(page, part, query = {}) {
    const words = new URLSearchParams(query).toString();
    return `#/${page}${part === undefined ? '' : `/${encodeURIComponent(part)}`}${words === '' ? '' : `?${words}`}`;
}

/** Shows another page. @type {typeof link} */
export function go(page, part, query) {
    location.hash = link(page, part, query);
    return location.hash;
}

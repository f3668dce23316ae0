/**
 * One WebSocket over all sessions of the caller (`GET /events`) that never loses an event: after a break it goes on at the cursor of
 * the last event. Runs in the shared worker, or in the page where there are no shared workers.
 *
 * @typedef {{seq?: number, type: string, time: string, sessionId?: string, runId?: string, bundleName?: string, cursor: string, data: any, err?: {code: number, message: string, path?: string}}} LiveEvent
 * @typedef {'connecting' | 'catchingUp' | 'live' | 'reconnecting' | 'signedOut'} Connection
 * @typedef {{kind: 'state', state: Connection, behind: number} | {kind: 'events', events: LiveEvent[]} | {kind: 'anew'}} Message
 *   `anew`: events were missed, because the cursor is older than what the service keeps; read lists again
 */

/** Events are handed on together, so that a thousand a second cost a page 25 turns. */
const BATCH_MILLISECONDS = 40;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** A connection on which nothing came for this long is dead: there is a heartbeat every 15 s. */
const SILENCE_MILLISECONDS = 40_000;

export class Stream {
    /** @type {WebSocket | undefined} */
    #socket;
    /** @type {string | undefined} */
    #cursor;
    /** @type {LiveEvent[]} */
    #batch = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #retry;
    #pause = FIRST_PAUSE;
    #heard = 0;
    #behind = 0;
    /** @type {Connection} */
    #state = 'connecting';
    #tell;
    #root;

    /**
     * @param {(message: Message) => void} tell
     * @param {URL} root the address of the API
     */
    constructor(tell, root) {
        this.#tell = tell;
        this.#root = root;
        setInterval(() => {
            if (this.#socket?.readyState === WebSocket.OPEN && Date.now() - this.#heard > SILENCE_MILLISECONDS) {
                this.#broken(this.#socket);
            }
        }, 5_000);
    }

    /** @returns {Message} */
    get state() {
        return { kind: 'state', state: this.#state, behind: this.#behind };
    }

    /** Connects, unless there is a connection already; at once if a pause was running. */
    start() {
        if (this.#socket !== undefined) {
            return;
        }
        clearTimeout(this.#retry);
        this.#become(this.#cursor === undefined ? 'connecting' : 'reconnecting');
        const url = new URL('events', this.#root);
        url.protocol = url.protocol.replace('http', 'ws');
        if (this.#cursor !== undefined) {
            url.searchParams.set('cursor', this.#cursor);
        }
        const socket = new WebSocket(url, 'backup.v1+json');
        this.#socket = socket;
        socket.onmessage = ({ data }) => this.#take(socket, JSON.parse(data));
        socket.onclose = ({ code }) => this.#closed(socket, code);
    }

    /** Ends the connection; what was received is forgotten, because another caller may sign in. */
    stop() {
        clearTimeout(this.#retry);
        const socket = this.#socket;
        this.#socket = undefined;
        this.#cursor = undefined;
        this.#batch = [];
        socket?.close();
        this.#become('signedOut');
    }

    /** @param {WebSocket} socket @param {any} message */
    #take(socket, message) {
        if (socket !== this.#socket) {
            return;
        }
        this.#heard = Date.now();
        if (message.type === 'hello') {
            this.#pause = FIRST_PAUSE;
            this.#behind = this.#cursor === undefined ? 0 : (message.behind ?? 0);
            this.#cursor ??= message.cursor;
            this.#become(this.#behind > 0 ? 'catchingUp' : 'live');
            return;
        }
        this.#cursor = message.cursor ?? this.#cursor;
        if (message.type === 'heartbeat') {
            return;
        }
        if (this.#batch.push(message) === 1) {
            setTimeout(() => this.#flush(), BATCH_MILLISECONDS);
        }
    }

    #flush() {
        const events = this.#batch;
        this.#batch = [];
        if (events.length === 0) {
            return;
        }
        this.#tell({ kind: 'events', events });
        if (this.#state === 'catchingUp') {
            this.#behind = Math.max(0, this.#behind - events.filter((event) => event.seq !== undefined).length);
            this.#become(this.#behind > 0 ? 'catchingUp' : 'live');
        }
    }

    /** @param {WebSocket} socket @param {number} code */
    #closed(socket, code) {
        if (socket !== this.#socket) {
            return;
        }
        if (code === 4401) {
            this.stop();
        } else if (code === 4010) {
            this.#cursor = undefined;
            this.#tell({ kind: 'anew' });
            this.#broken(socket);
        } else {
            this.#broken(socket);
        }
    }

    /** A browser does not say why a handshake was refused, so the login is asked for before the next try. @param {WebSocket} socket */
    #broken(socket) {
        this.#flush();
        this.#socket = undefined;
        socket.close();
        this.#become('reconnecting');
        this.#retry = setTimeout(async () => {
            const status = await fetch(new URL('login', this.#root)).then((answer) => answer.status, () => 0);
            if (this.#socket === undefined && this.#state === 'reconnecting') {
                if (status === 401) {
                    this.stop();
                } else {
                    this.start();
                }
            }
        }, this.#pause * (0.75 + Math.random() / 2));
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    }

    /** @param {Connection} state */
    #become(state) {
        this.#state = state;
        this.#tell(this.state);
    }
}

import { html, render } from '../vendor/ui.js';
import { App } from './frame.js';
import { comeBack } from './state/issuer.js';
import { ask } from './state/login.js';

comeBack().then(ask);
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));

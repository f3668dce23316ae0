import { html, render } from '../vendor/ui.js';
import { App } from './frame.js';
import { ask } from './state/login.js';

ask();
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));

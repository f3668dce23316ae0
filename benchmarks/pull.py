#!/usr/bin/env python3
"""Pulls a whole backup as an SDK would: one process, one connection, files one after the other, fetched, thrown away and closed.

  pull.py URL TOKEN BUNDLE [MANIFEST]

With the name of a file for the full manifest, an incremental backup: from the manifest that lies there, if there is one, which the new one
replaces. Prints the seconds from the append to the end of the bundle; of an incremental backup also those of sending the manifest, and how
many bytes came, first the delivered files, then the new manifest. A script of curl and jq does the same, but would measure its own forks."""
import http.client, json, os, sys, time, urllib.parse

url, token, bundle = sys.argv[1:4]
manifest = sys.argv[4] if len(sys.argv) > 4 else None
connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)
buffer = bytearray(1 << 20)


def call(method, path, body=None):
    """The answer's body, parsed; for files use fetch."""
    headers = {'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        sys.exit(f'{method} {path}: {answer.status} {text.decode()}')
    return json.loads(text) if text else None


def fetch(address, expected=None, to=None):
    """Fetches; returns how many bytes that was."""
    connection.request('GET', address, headers={'Authorization': 'Bearer ' + token})
    answer = connection.getresponse()
    size = 0
    while count := answer.readinto(buffer):
        size += count
        if to:
            to.write(memoryview(buffer)[:count])
    if answer.status != 200 or expected is not None and size != expected:
        sys.exit(f'{address}: {answer.status}, {size} bytes instead of {expected}')
    return size


def send_manifest(address):
    with open(manifest, 'rb') as file:
        connection.request('PUT', address, file, {'Authorization': 'Bearer ' + token,
                                                  'Content-Length': str(os.path.getsize(manifest))})
        answer = connection.getresponse()
        text = answer.read()
    if answer.status != 204:
        sys.exit(f'{address}: {answer.status} {text.decode()}')


begun = time.monotonic()
session = '/api/v1/sessions/' + call('POST', '/api/v1/sessions',
                                     {'type': 'incrementalBackup' if manifest else 'backup'})['sessionId']
if manifest and os.path.exists(manifest):
    send_manifest(f'{session}/manifests/{bundle}')
sent = time.monotonic()
call('POST', session + '/bundles', {'bundles': [{'bundleName': bundle, 'sendRate': 800}]})
came = new = 0
more = True
while more:
    page = call('GET', session + '/files?state=ready&limit=100&wait=30')
    for file in page['files']:
        came += fetch(file['contentUrl'], file['size'])
        if manifest and file['kind'] == 'index':
            with open(manifest + '.new', 'wb') as to:
                new = fetch(file['manifestUrl'], to=to)
        call('DELETE', file['contentUrl'])
    more = page['more']
view = call('GET', session)['bundles'][0]
while view['state'] != 'ended' and time.monotonic() < begun + 600:
    view = call('GET', session)['bundles'][0]
ended = time.monotonic()
print(f'{ended - sent:.2f}' + (f' {sent - begun:.2f} {came} {new}' if manifest else ''))
call('DELETE', session)
if view.get('outcome') != 'completed':
    sys.exit(f'the backup was not completed: {view}')
if manifest:
    os.replace(manifest + '.new', manifest)

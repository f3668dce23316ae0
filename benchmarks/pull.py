#!/usr/bin/env python3
"""Pulls a whole backup as an SDK would: one process, one connection, files one after the other, fetched, thrown away and closed.

  pull.py URL TOKEN BUNDLE

Prints the seconds from the append to the end of the bundle. A script of curl and jq does the same, but would measure its own forks."""
import http.client, json, sys, time, urllib.parse

url, token, bundle = sys.argv[1:]
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


def fetch(file):
    connection.request('GET', file['contentUrl'], headers={'Authorization': 'Bearer ' + token})
    answer = connection.getresponse()
    size = 0
    while count := answer.readinto(buffer):
        size += count
    if answer.status != 200 or size != file['size']:
        sys.exit(f'{file["contentUrl"]}: {answer.status}, {size} bytes instead of {file["size"]}')


begun = time.monotonic()
session = '/api/v1/sessions/' + call('POST', '/api/v1/sessions',
                                     {'type': 'backup', 'bundles': [{'bundleName': bundle, 'sendRate': 800}]})['sessionId']
more = True
while more:
    page = call('GET', session + '/files?state=ready&limit=100&wait=30')
    for file in page['files']:
        fetch(file)
        call('DELETE', file['contentUrl'])
    more = page['more']
view = call('GET', session)['bundles'][0]
while view['state'] != 'ended' and time.monotonic() < begun + 600:
    view = call('GET', session)['bundles'][0]
print('%.2f' % (time.monotonic() - begun))
call('DELETE', session)
if view.get('outcome') != 'completed':
    sys.exit(f'the backup was not completed: {view}')

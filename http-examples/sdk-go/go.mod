module example.com/bundle-backup

go 1.19

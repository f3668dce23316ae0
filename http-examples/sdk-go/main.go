// A whole backup with the generated Go client: sdk-go BUNDLE DIRECTORY
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"example.com/bundle-backup/sdk"
)

func main() {
	bundleName, directory := os.Args[1], filepath.Join(os.Args[2], strings.ReplaceAll(os.Args[1], ":", "+"))
	must(os.MkdirAll(directory, 0o700))
	configuration := sdk.NewConfiguration()
	configuration.Servers = sdk.ServerConfigurations{{URL: os.Getenv("BACKUP_URL")}}
	service := sdk.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), sdk.ContextAccessToken, os.Getenv("BACKUP_TOKEN"))

	request := sdk.NewSessionRequest(sdk.BACKUP)
	request.SetBundles([]sdk.BundleToAppend{*sdk.NewBundleToAppend(bundleName)})
	session, _, err := service.SessionsAPI.CreateSession(ctx).SessionRequest(*request).Execute()
	must(err)
	for more := true; more; {
		page, _, err := service.FilesAPI.ListSessionFiles(ctx, session.SessionId).State(sdk.READY).Wait(30).Execute()
		must(err)
		for _, file := range page.Files {
			content, _, err := service.FilesAPI.GetFile(ctx, session.SessionId, bundleName, file.Uri).Sha256(file.Sha256).Execute()
			must(err)
			must(keep(content, filepath.Join(directory, file.Uri), file.Sha256))
			if file.Kind == sdk.INDEX {
				manifest, _, err := service.FilesAPI.GetFileManifest(ctx, session.SessionId, bundleName, file.Uri).Sha256(file.Sha256).Execute()
				must(err)
				must(keep(manifest, filepath.Join(directory, file.Uri+".manifest"), file.ManifestSha256))
			}
			_, err = service.FilesAPI.CloseFile(ctx, session.SessionId, bundleName, file.Uri).Sha256(file.Sha256).Execute()
			must(err)
		}
		more = page.More
	}
	report, _, err := service.SessionBundlesAPI.GetReport(ctx, session.SessionId, bundleName).Wait(30).Execute()
	must(err)
	capabilities, _, err := service.SessionsAPI.GetSessionCapabilities(ctx, session.SessionId).Execute()
	must(err)
	text, err := capabilities.MarshalJSON()
	must(err)
	must(os.WriteFile(filepath.Join(directory, "capabilities.json"), text, 0o600))
	_, err = service.SessionsAPI.ReleaseSession(ctx, session.SessionId).Execute()
	must(err)
	fmt.Println(report.GetOutcome(), report.GetFiles(), "files,", report.GetBytes(), "bytes")
}

// keep copies a download to its place, checks the SHA-256 and flushes the file to the disk.
func keep(download *os.File, path, digest string) error {
	defer os.Remove(download.Name())
	defer download.Close()
	file, err := os.OpenFile(path+".partial", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(file, hash), download); err != nil {
		return err
	}
	if found := hex.EncodeToString(hash.Sum(nil)); found != digest {
		return fmt.Errorf("%s has the SHA-256 %s", path, found)
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return os.Rename(path+".partial", path)
}

func must(err error) {
	if problem, ok := err.(*sdk.GenericOpenAPIError); ok {
		log.Fatal(problem.Error(), ": ", string(problem.Body()))
	} else if err != nil {
		log.Fatal(err)
	}
}

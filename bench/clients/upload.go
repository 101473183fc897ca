// Go's net/http: upload URL CASE RUNS. It holds content back behind Expect and tells of a 100.
// cases.py has the cases and how a client reports.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	expectBytes = 1 << 20
	largeBytes  = 32 << 20
	slowBytes   = 4 << 20
	smallBytes  = 1000
	pieceBytes  = 64 << 10
	atOnce      = 5 * time.Second
)

// content gives its bytes in pieces, with a pause before each.
type content struct {
	left  int
	pause time.Duration
}

func (c *content) Read(into []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	size := c.left % pieceBytes
	if size == 0 {
		time.Sleep(c.pause)
		size = pieceBytes
	}
	if size > len(into) {
		size = len(into)
	}
	copy(into[:size], bytes.Repeat([]byte("u"), size))
	c.left -= size
	return size, nil
}

func newClient() *http.Client {
	return &http.Client{
		Timeout:   60 * time.Second,
		Transport: &http.Transport{ExpectContinueTimeout: 60 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// post sends size bytes (-1: chunked); reused says whether the connection had served before.
func post(client *http.Client, url string, body io.Reader, size int64, expect bool) (
	reused bool, err error) {
	request, err := http.NewRequest("POST", url+"/upload", body)
	if err != nil {
		return false, err
	}
	request.ContentLength = size
	continued := false
	if expect {
		request.Header.Set("Expect", "100-continue")
	}
	trace := &httptrace.ClientTrace{
		Got100Continue: func() { continued = true },
		GotConn:        func(got httptrace.GotConnInfo) { reused = got.Reused },
	}
	request = request.WithContext(httptrace.WithClientTrace(request.Context(), trace))
	answer, err := client.Do(request)
	if err != nil {
		return reused, err
	}
	defer answer.Body.Close()
	if _, err = io.Copy(io.Discard, answer.Body); err != nil {
		return reused, err
	}
	location := answer.Header.Get("Location")
	if answer.StatusCode != 307 || !strings.HasSuffix(location, "/upload") {
		return reused, fmt.Errorf("%d with Location %s", answer.StatusCode, location)
	}
	if continued {
		return reused, errors.New("a 100 came first")
	}
	return reused, nil
}

func twice(client *http.Client, url string) error {
	for i := 0; i < 2; i++ {
		reused, err := post(client, url, &content{left: smallBytes}, smallBytes, false)
		if err != nil {
			return err
		}
		if i == 1 && !reused {
			return errors.New("a new connection for the second")
		}
		time.Sleep(2 * time.Millisecond) // Go returns a connection to its pool in the background
	}
	return nil
}

func run(name, url string) error {
	client := newClient()
	defer client.CloseIdleConnections()
	var err error
	switch name {
	case "expect":
		_, err = post(client, url, &content{left: expectBytes}, expectBytes, true)
	case "length":
		_, err = post(client, url, &content{left: largeBytes}, largeBytes, false)
	case "chunked":
		_, err = post(client, url, &content{left: largeBytes}, -1, false)
	case "slow":
		_, err = post(client, url, &content{slowBytes, 10 * time.Millisecond}, slowBytes, false)
	case "twice":
		err = twice(client, url)
	}
	return err
}

func main() {
	url, name := os.Args[1], os.Args[2]
	runs, _ := strconv.Atoi(os.Args[3])
	for i := 0; i < runs; i++ {
		begin := time.Now()
		err := run(name, url)
		switch {
		case err != nil:
			fmt.Println(strings.ReplaceAll(err.Error(), "\n", " "))
		case name == "expect" && time.Since(begin) > atOnce:
			fmt.Println("307, but late")
		default:
			fmt.Println("307")
		}
	}
}

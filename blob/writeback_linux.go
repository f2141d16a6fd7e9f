package blob

import (
	"os"
	"syscall"
)

// writebackEvery is how much of a file is written before the disk is asked to start on it.
const writebackEvery = 2 << 20

// startWriteback asks the disk to start on a stretch of a file being written, without waiting: the sync that ends a Put
// then finds most of its work done. It is only a hint. Whether the bytes got there is what that sync answers.
func startWriteback(file *os.File, offset, length int64) {
	const write = 2 // SYNC_FILE_RANGE_WRITE
	conn, err := file.SyscallConn()
	if err != nil {
		return
	}
	_ = conn.Control(func(fd uintptr) { _ = syscall.SyncFileRange(int(fd), offset, length, write) })
}
